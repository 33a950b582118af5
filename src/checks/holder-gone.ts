// The Lease names a pod that is not there any more, or has ended (F2): normal for a moment after a crash.

import { hasEnded } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject, reference, unrenewedFor } from './wording.ts';

export const holderGone: Check = {
  id: 'holder-gone',
  suite: 'holder',
  title: "the holder's pod exists",
  worst: 'critical',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: ({ lease, holder, electionOn }, unread) =>
    electionOn !== false && ((lease !== null && holder !== null) || unread.has('leases')),
  judge(election) {
    const { holder, workload, renewal, tie } = election;
    const phase = holder?.pod?.phase ?? null;
    const ended = holder?.pod ? hasEnded(holder.pod) : false;
    const missing = holder?.pod === null && workload !== null && (tie === 'name' || tie === 'holder');
    if (!holder || !(ended || missing)) return HOLDS;
    const { overdue } = renewal;
    const what = ended ? `has ended (${phase})` : 'is gone';
    const since = renewal.agoMs === null ? '' : `; it renewed ${unrenewedFor(renewal)} ago`;
    return [
      {
        severity: overdue ? 'critical' : 'warning',
        subject: {
          kind: 'Pod',
          namespace: workload?.namespace ?? election.namespace,
          name: holder.pod?.name ?? holder.host,
        },
        summary: `the holder's pod ${holder.host}${workload ? ` of ${reference(workload)}` : ''} ${what}${since}`,
        facts: { identity: holder.identity, phase, lastRenewalMs: renewal.agoMs, lease: leaseSubject(election).name },
        remedy: [{ text: adviceOf(election), command: null }],
      },
    ];
  },
};

function adviceOf({ renewal, thresholds }: Election): string {
  if (renewal.overdue) return 'the cure is a candidate that can take the Lease, not the Lease: see the other findings';
  const due = formatAge(Math.max(0, thresholds.unclaimedMs - (renewal.agoMs ?? 0)));
  if (renewal.state !== 'renewing') return `wait: a candidate takes over by itself, due within ${due}`;
  return `wait: a takeover is due within ${due}; if the Lease goes on being renewed, the process lives on a lost node: fence it`;
}
