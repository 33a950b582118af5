// What the figures of a failover test rest on, in sentences: from which moment they count, and how exact they are.

import type { FailoverReport } from './failover-report.ts';

const FROM = {
  release: 'its release',
  'container-end': "the end of its container, which the kubelet's stamp tells to half a second",
  'last-renewal': 'its last renewal',
} as const;

/** @param wide also what the columns mean */
export function expectationWords({ rounds, plan }: FailoverReport, wide: boolean): string[] {
  const kinds = [...new Set(rounds.flatMap(({ leaderlessFrom }) => (leaderlessFrom ? [leaderlessFrom] : [])))];
  const from = kinds.length === 0 ? '' : `leaderless counts from ${kinds.map((one) => FROM[one]).join(', or ')}`;
  const exact = Math.max(0, ...rounds.map(({ accuracyMs }) => accuracyMs));
  const means =
    'all from the trigger, by the local clock as the watches told; ' +
    `seen within ${exact}ms of it at worst, and what a network adds to that is not known`;
  const expected = plan?.facts.find((fact) => fact.startsWith('expected'));
  return [...(expected === undefined ? [] : [expected]), ...(from === '' ? [] : [from]), ...(wide ? [means] : [])];
}

/** The figures of a round in words, for formats without a table. */
export const METHOD_WORDS = {
  delete: "by deleting the leader's pod",
  evict: "by evicting the leader's pod",
  kill: "by deleting the leader's pod with no grace",
  rollout: 'by restarting the workload',
  release: 'by emptying the Lease',
} as const;
