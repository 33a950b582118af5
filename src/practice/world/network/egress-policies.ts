// NetworkPolicies as a network plug-in keeps them, as far as the way to the API server goes: judged after the Service's address was
// translated, at once, and for open connections too (reference F12).

import type { KubeObject } from '../../objects/object.ts';
import { labelsMatch } from '../../objects/selectors.ts';
import type { WorldContext } from '../context.ts';
import { API_SERVER } from '../nodes.ts';
import type { Pod } from '../shapes.ts';

interface EgressPolicy extends KubeObject {
  readonly spec: {
    readonly podSelector?: unknown;
    readonly policyTypes?: readonly string[];
    readonly egress?: readonly Rule[];
  };
}

interface Rule {
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] } }[];
  readonly ports?: readonly Port[];
}

interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

const POLICIES = 'networkpolicies';

/** Keeps pods from the API server that policies do not let reach it; those on the host's network are not policed. */
export function enforceEgress({ informer, network }: WorldContext): void {
  const recheck = network.bar((podUid) => {
    const policies = [...informer.all(POLICIES)] as EgressPolicy[];
    if (policies.length === 0) return false;
    const pod = ([...informer.all('pods')] as Pod[]).find(({ metadata }) => metadata.uid === podUid);
    if (pod === undefined || pod.spec.hostNetwork) return false;
    const own = policies.filter((policy) => limits(policy, pod));
    return own.length > 0 && !own.some(({ spec }) => (spec.egress ?? []).some(leadsToServer));
  });
  informer.on(({ resource }) => {
    if (resource === POLICIES) recheck();
  });
}

function limits({ metadata, spec }: EgressPolicy, pod: Pod): boolean {
  if (metadata.namespace !== pod.metadata.namespace || !spec.policyTypes?.includes('Egress')) return false;
  return labelsMatch(spec.podSelector ?? {}, pod.metadata.labels ?? {});
}

/** The API server is no pod: peers chosen by labels are never it. */
function leadsToServer({ to = [], ports = [] }: Rule): boolean {
  const there = ({ cidr, except = [] }: { readonly cidr: string; readonly except?: readonly string[] }) =>
    holds(cidr, API_SERVER.ip) && !except.some((part) => holds(part, API_SERVER.ip));
  const reached = to.length === 0 || to.some(({ ipBlock }) => ipBlock !== undefined && there(ipBlock));
  return reached && (ports.length === 0 || ports.some(isServerPort));
}

function isServerPort({ protocol = 'TCP', port, endPort }: Port): boolean {
  if (protocol !== 'TCP' || typeof port === 'string') return false;
  return port === undefined || (port <= API_SERVER.port && API_SERVER.port <= (endPort ?? port));
}

/** Whether an IPv4 block holds an address. */
function holds(cidr: string, address: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(base) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
