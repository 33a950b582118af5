// The holder's pod lives, but the process that took the Lease does not: the new one must wait the old one out (F3).

import { describeEnd, electorOf, processIsGone } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, podSubject } from './wording.ts';

export const holderRestarted: Check = {
  id: 'holder-restarted',
  suite: 'holder',
  title: 'the process that took the Lease still runs',
  worst: 'warning',
  needs: ['leases', 'pods'],
  applies: ({ lease, holder, electionOn }) => lease !== null && holder !== null && electionOn !== false,
  judge(election, observation) {
    const { lease, holder, renewal, thresholds } = election;
    // a Lease that is renewed has a living holder, whatever the clocks of its node say
    if (!lease || !holder?.pod || renewal.state === 'renewing' || renewal.state === 'unknown') return HOLDS;
    if (!processIsGone(lease, holder.pod)) return HOLDS;
    const elector = electorOf(holder.pod);
    const end = elector?.ended ?? elector?.lastEnded ?? null;
    const how = elector?.runningSince ? 'restarted after it took the Lease' : 'does not run';
    const left = thresholds.unclaimedMs - (renewal.agoMs ?? 0);
    const wait = left > 0 ? `a takeover follows within ${formatAge(left)}` : 'nobody has taken over since';
    return [
      {
        severity: 'warning',
        subject: podSubject(holder.pod),
        summary: `the holder's container ${elector?.name ?? ''} ${how}${end ? ` (${describeEnd(end)})` : ''}; ${wait}`,
        facts: {
          acquireTime: lease.acquireTime,
          startedAt: elector?.runningSince ?? null,
          restarts: elector?.restarts ?? null,
          exitCode: end?.exitCode ?? null,
          reason: end?.reason ?? null,
        },
        remedy: [
          {
            text: 'wait, and read why the former container ended',
            command: kubectl(
              observation,
              holder.pod.namespace,
              'logs',
              holder.pod.name,
              '-c',
              elector?.name ?? '',
              '--previous',
              '--tail=20',
            ),
          },
        ],
      },
    ];
  },
};
