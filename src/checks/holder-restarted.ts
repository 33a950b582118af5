// The holder's pod lives, but the process that took the Lease does not: the new one must wait the old one out (F3).

import { describeEnd, electorOf, hasEnded, processIsGone } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { kubectl, podSubject } from './wording.ts';

export const holderRestarted: Check = {
  id: 'holder-restarted',
  suite: 'holder',
  title: 'the process that took the Lease still runs',
  worst: 'warning',
  needs: ['leases', 'renewal', 'pods'],
  applies: ({ lease, holder, electionOn }, unread) =>
    electionOn !== false && ((lease !== null && holder !== null) || unread.has('leases')),
  judge(election, observation) {
    const { lease, holder, renewal } = election;
    // a Lease that is renewed has a living holder, whatever the clocks of its node say
    if (!lease || !holder?.pod || hasEnded(holder.pod) || renewal.state === 'renewing') return HOLDS;
    if (renewal.state === 'unknown') return NOT_PROVEN;
    if (!processIsGone(lease, holder.pod, election.renewedAt)) return HOLDS;
    const elector = electorOf(holder.pod);
    const end = elector?.ended ?? elector?.lastEnded ?? null;
    const how = elector?.runningSince ? 'runs anew since it took the Lease' : 'does not run';
    const wait = waitOf(election, observation.takenAt);
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

/**
 * When the next leader is due: standbys count from the last renewal; a new process alone counts from its own start, since it
 * waits a whole lease duration after its first read (reference 1.6 c').
 */
function waitOf({ candidates, holder, thresholds, renewal }: Election, now: string): string {
  const { expiredMs, unclaimedMs, retryPeriodMs } = thresholds;
  const others = candidates.filter(({ pod, role }) => pod !== holder?.pod && role === 'standby');
  if (others.length > 0) return dueIn(unclaimedMs - (renewal.agoMs ?? 0));
  const runs = holder?.pod ? between(electorOf(holder.pod)?.runningSince ?? null, now) : null;
  if (runs === null) return 'nobody stands by, and a new process waits a lease duration after its start';
  return dueIn(expiredMs + 2.2 * retryPeriodMs - runs);
}

function dueIn(ms: number): string {
  return ms > 0 ? `a takeover follows within ${formatAge(ms)}` : 'nobody has taken over since';
}
