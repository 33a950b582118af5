// The Lease names a pod that is not there any more, or has ended (F2): normal for a moment after a crash.

import { type Check, HOLDS } from './check.ts';
import { leaseSubject, reference, unrenewedFor } from './wording.ts';

export const holderGone: Check = {
  id: 'holder-gone',
  suite: 'holder',
  title: "the holder's pod exists",
  worst: 'critical',
  needs: ['leases', 'pods', 'elsewhere'],
  applies: ({ lease, holder, electionOn }) => lease !== null && holder !== null && electionOn !== false,
  judge(election) {
    const { holder, workload, renewal, tie } = election;
    const phase = holder?.pod?.phase ?? null;
    const ended = phase === 'Failed' || phase === 'Succeeded';
    const missing = holder?.pod === null && workload !== null && (tie === 'name' || tie === 'holder');
    if (!holder || !workload || !(ended || missing) || renewal.state === 'unknown') return HOLDS;
    const overdue = renewal.state === 'unclaimed';
    const what = ended ? `has ended (${phase})` : 'is gone';
    const since = renewal.agoMs === null ? '' : `; it renewed ${unrenewedFor(renewal)} ago`;
    return [
      {
        severity: overdue ? 'critical' : 'warning',
        subject: { kind: 'Pod', namespace: workload.namespace, name: holder.pod?.name ?? holder.host },
        summary: `the holder's pod ${holder.host} of ${reference(workload)} ${what}${since}`,
        facts: { identity: holder.identity, phase, lastRenewalMs: renewal.agoMs, lease: leaseSubject(election).name },
        remedy: [
          {
            text: overdue
              ? 'the cure is a candidate that can take the Lease, not the Lease: see the other findings'
              : 'wait: a candidate takes over by itself once the Lease has expired',
            command: null,
          },
        ],
      },
    ];
  },
};
