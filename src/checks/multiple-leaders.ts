// Two replicas that say at one instant that they lead (reference 1.8; F24): told by the metric, asked twice.

import { canRun } from '../election/candidate.ts';
import { claimIn } from '../election/election.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, subjectOf } from './wording.ts';

export const multipleLeaders: Check = {
  id: 'multiple-leaders',
  suite: 'leaders',
  title: 'one replica claims to lead',
  worst: 'critical',
  needs: ['pods'],
  applies: ({ candidates, electionOn }) =>
    electionOn !== false && candidates.filter(({ pod }) => canRun(pod)).length > 1,
  judge(election, observation) {
    const asked = election.candidates.filter(({ pod }) => canRun(pod));
    const answers = asked.map(({ pod }) =>
      observation.scrapes.filter((scrape) => scrape.pod === pod.name && scrape.namespace === pod.namespace),
    );
    const claims = (round: number): string[] =>
      answers.flatMap((scrapes) =>
        scrapes.filter((s) => s.round === round && claimIn(s, election.leaseName) === true).map(({ pod }) => pod),
      );
    const both = claims(2).filter((pod) => claims(1).includes(pod));
    if (both.length > 1) {
      return [
        {
          severity: 'critical',
          subject: subjectOf(election),
          summary: `${both.length} replicas claim to lead at once: ${both.join(', ')}`,
          facts: { pods: both, metric: 'leader_election_master_status' },
          remedy: [
            {
              text: 'shows which of them holds the Lease; the others must go',
              command: kubectl(
                observation,
                asked[0]?.pod.namespace ?? null,
                'delete',
                'pod',
                ...both.filter((pod) => pod !== election.holder?.pod?.name),
              ),
            },
          ],
        },
      ];
    }
    const silent = asked.filter(
      (_, at) => !answers[at]?.some((scrape) => claimIn(scrape, election.leaseName) !== null),
    );
    if (silent.length === 0) return HOLDS;
    return { unknown: `second leaders not checked: ${reasonOf(silent, answers.flat())}` };
  },
};

function reasonOf(
  silent: readonly { pod: { name: string; arguments: { metrics: { secure: boolean } | null } } }[],
  scrapes: readonly { pod: string; failure: string | null }[],
): string {
  const count = silent.length === 1 ? `the metrics of ${silent[0]?.pod.name}` : `the metrics of ${silent.length} pods`;
  const [first] = silent;
  const said = scrapes.find(({ pod }) => pod === first?.pod.name);
  if (said) return `${count}: ${said.failure ?? 'they do not tell of leadership'}`;
  if (first?.pod.arguments.metrics?.secure) return `${count} ask for a token`;
  return first?.pod.arguments.metrics
    ? `${count} were not asked`
    : `no argument says where ${silent.length} pods serve metrics`;
}
