// The names in a line: which lease it is about, and whether that is one of an election at all.

import type { Found } from './client-go-lines.ts';
import { textOf } from './fields.ts';
import type { Payload } from './payload.ts';

const PART = String.raw`[\w](?:[\w.-]{0,252}[\w])?`;
const URL = new RegExp(`/namespaces/(${PART})/(?:leases|configmaps|endpoints)/(${PART})`);
const QUOTED = new RegExp(`(?:leases\\.coordination\\.k8s\\.io|leases|configmaps|endpoints) \\\\?"(${PART})\\\\?"`);
/** The authorizer quotes the namespace, admission of a namespace that ends does not. */
const IN_NAMESPACE = new RegExp(`in (?:the )?namespace \\\\?"?(${PART})`);
/** Heartbeats of nodes and the identities of API servers are leases of no election (reference 1.10). */
const OTHER = /\bkube-node-lease\b|^kube-system\/(?:kube-)?apiserver-[0-9a-z-]+$/;

/** The lease that a line names in its fields, in a URL, or in the API server's own sentence. */
export function leaseOf(payload: Payload, error: string | null): string | null {
  const { fields } = payload;
  const lock = textOf(fields, 'lock', 'lease', 'leaseName', 'lease_name', 'leaderElectionID');
  if (lock !== null && /^[\w./-]{1,507}$/.test(lock)) return withNamespace(lock, fields);
  const text = error ?? payload.message;
  const [, namespace, name] = URL.exec(text) ?? [];
  if (namespace !== undefined) return `${namespace}/${name}`;
  const quoted = QUOTED.exec(text)?.[1];
  const where = IN_NAMESPACE.exec(text)?.[1];
  return quoted === undefined ? null : where === undefined ? quoted : `${where}/${quoted}`;
}

function withNamespace(lock: string, fields: Payload['fields']): string {
  const namespace = lock.includes('/') ? null : textOf(fields, 'leaseNamespace', 'lease_namespace');
  return namespace === null ? lock : `${namespace}/${lock}`;
}

/** Whether the line is about a lease that no election uses, whatever its words. */
export function isOtherLease(payload: Payload, error: string | null): boolean {
  const lease = leaseOf(payload, error);
  return OTHER.test(payload.message) || (error !== null && OTHER.test(error)) || (lease !== null && OTHER.test(lease));
}

/** An application's own words around controller-runtime's error: only the error tells (reference 2.4, mgr.lost). */
export function electionError(error: string | null): Found | null {
  if (error === null || !/(?:^|[\s:])leader ?election lost\W*$/i.test(error)) return null;
  return { event: 'lost', lease: null, identity: null };
}
