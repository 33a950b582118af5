// Where an election's lock is and whose rights it takes: from flags, the Lease, logs, arguments, or what is known of the program.

import type { AskedAccount, AskedLock } from '../access/observed.ts';
import { accountOf as accountBehind } from '../access/questions.ts';
import { overrideOf } from './controller-override.ts';
import type { Election } from './election.ts';
import type { LockLines } from './lock-lines.ts';
import type { Scope } from './observation.ts';

/** What `rbac-check` was told to ask about. */
export interface AccessWish {
  readonly account: { readonly namespace: string; readonly name: string } | null;
  readonly leaseNamespace: string | null;
}

const NOTHING_SAID: LockLines = { lock: null, user: null, unauthorized: null };

/** The service account whose rights count; null where nothing tells: a control plane's program has none. */
export function accountOf(
  election: Election,
  wish: AccessWish,
  scope: Pick<Scope, 'overrides'>,
  said: LockLines = NOTHING_SAID,
): AskedAccount | null {
  const { workload, holder, candidates, lease, program } = election;
  if (wish.account) return { ...wish.account, source: 'given' };
  const given = overrideOf(scope.overrides, lease, workload)?.serviceAccount ?? null;
  const home = workload?.namespace ?? holder?.pod?.namespace ?? candidates[0]?.pod.namespace ?? election.namespace;
  if (given !== null) return { namespace: home, name: given, source: 'config' };
  // its pods, where it has any, run under a certificate: their account is nobody's
  if (program?.controlPlane) return null;
  if (workload?.serviceAccount) return { namespace: home, name: workload.serviceAccount, source: 'workload' };
  const pod = holder?.pod ?? candidates[0]?.pod ?? null;
  if (pod?.serviceAccount) return { namespace: pod.namespace, name: pod.serviceAccount, source: 'holder' };
  const refused = said.user === null ? null : accountBehind(said.user);
  return refused && { ...refused, source: 'log' };
}

/** Where the Lease is, or would be. What a process said of it outranks what its arguments promise. */
export function lockOf(
  { lease, leaseName, arguments: set, configured, program, workload, namespace }: Election,
  wish: AccessWish,
  said: LockLines = NOTHING_SAID,
): AskedLock {
  const name = lease?.name ?? said.lock?.name ?? '';
  const named = name === '' ? (leaseName ?? '') : name;
  if (wish.leaseNamespace !== null) return { namespace: wish.leaseNamespace, name: named, source: 'given' };
  if (lease) return { namespace: lease.namespace, name: lease.name, source: 'lease' };
  if (said.lock) return { namespace: said.lock.namespace, name: named, source: 'log' };
  const argued = set?.leaseNamespace ?? configured?.leaseNamespace ?? null;
  if (argued !== null) return { namespace: argued, name: named, source: 'arguments' };
  const known = program?.leaseNamespace ?? null;
  if (known !== null && known === namespace) return { namespace, name: named, source: 'program' };
  return { namespace: namespace || (workload?.namespace ?? ''), name: named, source: 'workload' };
}
