// A replica that starts and dies again and again (F22): of no use as a candidate, and a cause where nobody leads.

import { describeEnd, electorOf } from '../election/candidate.ts';
import type { Pod } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Check, Trouble } from './check.ts';
import { kubectl, podSubject } from './wording.ts';

/** Past is not present: restarts count for this long (contract 4). */
const RECENT_MS = 600_000;
const MANY = 3;

export const crashLooping: Check = {
  id: 'crash-looping',
  suite: 'workload',
  title: 'replicas stay up',
  worst: 'critical',
  needs: ['pods'],
  applies: ({ candidates }) => candidates.length > 0,
  judge({ candidates, renewal, holder }, observation) {
    return candidates
      .map(({ pod }) => pod)
      .filter((pod) => loops(pod, observation.takenAt))
      .map((pod): Trouble => {
        const elector = electorOf(pod);
        const end = elector?.ended ?? elector?.lastEnded ?? null;
        const otherLeads = renewal.state === 'renewing' && holder?.pod?.name !== pod.name;
        return {
          severity: otherLeads ? 'warning' : 'critical',
          subject: podSubject(pod),
          summary: `${pod.name} crashes again and again: ${elector?.restarts ?? 0} restarts, last ${end ? describeEnd(end) : 'for no known reason'}`,
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

function loops(pod: Pod, now: string): boolean {
  const elector = electorOf(pod);
  if (!elector || pod.deletedAt !== null) return false;
  if (elector.waitingReason === 'CrashLoopBackOff') return true;
  const end = elector.ended ?? elector.lastEnded;
  const ago = between(end?.finishedAt ?? null, now);
  return elector.restarts >= MANY && ago !== null && ago < RECENT_MS && end?.exitCode !== 0;
}
