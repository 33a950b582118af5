// An Observation of the same cluster by a caller who may read less, or who had no time to watch.

import type { Check } from '../../src/checks/check.ts';
import { electionsOf } from '../../src/election/election.ts';
import { type Evidence, freeze, type Gap, type Observation } from '../../src/election/observation.ts';

export type Need = Check['needs'][number];

export const LOST: readonly Need[] = [
  'leases',
  'renewal',
  'pods',
  'workloads',
  'events',
  'nodes',
  'budgets',
  'node-count',
  'locks',
  'pod-events',
  'lease-candidates',
  'policies',
  'services',
  'server-ports',
  'logs',
];

/** Evidence that an Observation keeps under another name. */
const KEPT_AS: Partial<Record<Need, keyof Observation>> = {
  'pod-events': 'podEvents',
  'lease-candidates': 'leaseCandidates',
};

/** As the command would have it: nothing of that kind, and a gap; or Leases of which one read told too little. */
export function without(need: Need, { cluster, leases, ...rest }: Observation): Observation {
  if (need === 'renewal') {
    const unproven = leases.map((seen) => ({ ...seen, unchangedForMs: 0, settled: false }));
    return freeze({ ...rest, leases: unproven, cluster: { ...cluster, stampsFollowRenewals: false } });
  }
  const emptied =
    need === 'pods'
      ? { pods: [], scrapes: [] }
      : need === 'node-count'
        ? { nodeCount: null }
        : need === 'policies' || need === 'services' || need === 'server-ports'
          ? aroundWithout(need, rest.around)
          : (KEPT_AS[need] ?? need) in rest
            ? { [KEPT_AS[need] ?? need]: [] }
            : {};
  const gaps = [...rest.gaps, gapOf(need)];
  const logs = need === 'logs' && rest.logs !== null ? [] : rest.logs;
  const left = { ...rest, leases: need === 'leases' ? [] : leases, cluster, ...emptied, logs, gaps };
  return freeze({ ...left, access: accessOfThese(left) });
}

/** What only doctor reads, without a part of it. */
function aroundWithout(
  need: 'policies' | 'services' | 'server-ports',
  around: Observation['around'],
): Pick<Observation, 'around'> {
  const emptied = need === 'server-ports' ? { serverPorts: null } : { [need]: [] };
  return { around: around && { ...around, ...emptied } };
}

/** Rights are asked for an election as it was found: without its Lease it goes by its workload's name. */
function accessOfThese(left: Observation): Observation['access'] {
  const [election, another] = electionsOf({ ...left, access: null });
  if (left.access === null || !election || another) return left.access;
  const readings = left.access.readings.map((reading) => ({ ...reading, election: election.id }));
  return { ...left.access, readings };
}

/** A gap beside evidence that is there after all: what a check then answers is decided by its declaration alone. */
export function withGap(evidence: Evidence, observation: Observation): Observation {
  return freeze({ ...observation, gaps: [...observation.gaps, gapOf(evidence)] });
}

function gapOf(evidence: Evidence): Gap {
  const what = `list ${evidence}`;
  return { evidence, namespace: null, what, reason: 'forbidden', detail: `this user may not ${what}` };
}
