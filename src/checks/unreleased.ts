// A planned stop whose release failed by its own log (F18), whoever has taken the Lease since.

import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Trouble } from './check.ts';
import { agoMs, isPresent, linesOf, shortened } from './logged.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

/** The last release that failed after its process was asked to stop: after a lost Lease there is nothing to release. */
export function unreleasedByLogs(election: Election, observation: Observation): Trouble[] {
  const last = linesOf(election, ({ sign }) => sign === 'release-failed')
    .filter(({ log, at }) => {
      const before = linesOf(election, () => true).filter((line) => line.log === log && line.at <= at);
      const asked = before.findLast(({ entry }) => entry.sign === 'shutdown-begun');
      const lost = before.findLast(({ entry }) => entry.event === 'renew-failed' && entry.graceful !== true);
      return asked !== undefined && (lost === undefined || lost.at > asked.at);
    })
    .at(-1);
  if (!last) return [];
  const { workload } = election;
  return [
    {
      severity: isPresent(last.at, election, observation) ? 'warning' : 'info',
      subject: leaseSubject(election),
      summary: `${last.log.pod} was stopped as planned and could not release the Lease ${formatAge(agoMs(last.at, observation))} ago: ${shortened(last.entry.error ?? last.entry.message)}`,
      facts: {
        pod: last.log.pod,
        cause: last.entry.cause,
        stoppedAt: last.entry.at,
        lastAgoMs: Math.round(agoMs(last.at, observation)),
      },
      remedy: [
        {
          text: 'shows its image: up to client-go 0.33 a stop in the middle of a renewal cannot release; a newer one can',
          command: workload ? kubectl(observation, workload.namespace, 'get', reference(workload), '-o', 'wide') : null,
        },
      ],
    },
  ];
}
