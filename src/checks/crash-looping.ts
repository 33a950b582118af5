// A replica that starts and dies again and again (F22): of no use as a candidate, and a cause where nobody leads.

import { describeEnd, electorOf } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Pod } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Check, Trouble } from './check.ts';
import { kubectl, podSubject } from './wording.ts';

/** Past is not present: restarts count for this long (contract 4). */
const RECENT_MS = 600_000;
const MANY = 3;
const LOOPING = 'CrashLoopBackOff';

export const crashLooping: Check = {
  id: 'crash-looping',
  suite: 'workload',
  title: 'replicas stay up',
  worst: 'critical',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: ({ workload, candidates }, unread) =>
    workload !== null || candidates.length > 0 || unread.has('workloads') || unread.has('pods'),
  judge({ candidates, renewal, holder }, observation) {
    return candidates
      .map(({ pod }) => pod)
      .filter(looped)
      .map((pod): Trouble => {
        const elector = electorOf(pod);
        const end = elector?.ended ?? elector?.lastEnded ?? null;
        const leads = renewal.state === 'renewing' || renewal.state === 'late';
        const otherLeads = leads && holder?.pod != null && holder.pod.name !== pod.name;
        const ago = between(end?.finishedAt ?? null, observation.takenAt);
        const past = elector?.waitingReason !== LOOPING && (ago === null || ago >= RECENT_MS);
        return {
          severity: past ? 'info' : otherLeads ? 'warning' : 'critical',
          subject: podSubject(pod),
          summary: `${pod.name} ${past ? 'crashed' : 'crashes'} again and again: ${elector?.restarts ?? 0} restarts, last ${end ? describeEnd(end) : 'for no known reason'}${ago === null ? '' : `, ${formatAge(ago)} ago`}`,
          facts: {
            restarts: elector?.restarts ?? null,
            exitCode: end?.exitCode ?? null,
            reason: end?.reason ?? null,
            waiting: elector?.waitingReason ?? null,
          },
          remedy: [
            {
              text: 'what it said before it died',
              command: kubectl(
                observation,
                pod.namespace,
                'logs',
                pod.name,
                '-c',
                elector?.name ?? '',
                '--previous',
                '--tail=20',
              ),
            },
          ],
        };
      });
  },
};

function looped(pod: Pod): boolean {
  const elector = electorOf(pod);
  if (!elector || pod.deletedAt !== null) return false;
  if (elector.waitingReason === LOOPING) return true;
  const end = elector.ended ?? elector.lastEnded;
  return elector.restarts >= MANY && end !== null && end.exitCode !== 0;
}
