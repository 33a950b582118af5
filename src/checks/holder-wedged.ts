// The holder's pod runs and does not renew: paused, starved, cut off, or an elector that gave up and did not exit (F14, F11, F12).

import { canRun, processIsGone } from '../election/candidate.ts';
import { givesWay } from '../election/coordination.ts';
import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { gapIn } from './gaps.ts';
import { byWhat, kubectl, podSubject, unrenewedFor } from './wording.ts';

export const holderWedged: Check = {
  id: 'holder-wedged',
  suite: 'holder',
  title: 'a holder that runs renews',
  worst: 'critical',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: ({ lease, holder, electionOn }, unread) =>
    electionOn !== false && ((lease !== null && holder !== null) || unread.has('leases')),
  judge(election, observation) {
    const { lease, holder, renewal, renewedAt, coordinated } = election;
    const pod = holder?.pod;
    if (!lease || !pod || !canRun(pod) || processIsGone(lease, pod, renewedAt)) return HOLDS;
    if (renewal.state === 'unknown') return NOT_PROVEN;
    if (renewal.state !== 'expired' && renewal.state !== 'unclaimed') return HOLDS;
    // who is to give way stops renewing on purpose
    if (renewal.state === 'expired' && givesWay(lease, coordinated, observation.takenAt)) {
      const gap = gapIn(['lease-candidates'], election, observation);
      return gap ? { unknown: `whether ${pod.name} stopped on purpose is in LeaseCandidates: ${gap.detail}` } : HOLDS;
    }
    return [
      {
        severity: 'critical',
        subject: podSubject(pod),
        summary: `the holder's pod ${pod.name} runs, and has not renewed for ${unrenewedFor(renewal)} ${byWhat(renewal)}`,
        facts: { identity: holder.identity, unrenewedMs: renewal.agoMs, ready: pod.ready, node: pod.nodeName },
        remedy: [
          {
            text: 'ends the process that holds on to the Lease; a candidate takes over by itself',
            command: kubectl(observation, pod.namespace, 'delete', `pod/${pod.name}`),
          },
        ],
      },
    ];
  },
};
