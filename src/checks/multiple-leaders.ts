// Two replicas that say at one instant that they lead (reference 1.8; F24): by the metric, asked twice, or by their logs.

import { canRun } from '../election/candidate.ts';
import { claimIn } from '../election/claim.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { type Check, HOLDS, type Remedy } from './check.ts';
import { logsOfOneLeader, overlapTroubles } from './overlapping-leaders.ts';
import { b7le, kubectl, subjectOf } from './wording.ts';

export const multipleLeaders: Check = {
  id: 'multiple-leaders',
  suite: 'leaders',
  title: 'one replica claims to lead',
  worst: 'critical',
  needs: ['pods', 'workloads'],
  applies: ({ candidates, electionOn, workload, logs }, unread) => {
    const several = candidates.filter(({ pod }) => canRun(pod)).length > 1 || (workload?.replicas ?? 0) > 1;
    return electionOn !== false && (several || logs !== null || (workload === null && unread.has('workloads')));
  },
  judge(election, observation) {
    const overlaps = overlapTroubles(election, observation);
    if (overlaps.length > 0) return overlaps;
    if (election.candidates.filter(({ pod }) => canRun(pod)).length < 2) return HOLDS;
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
          remedy: [remedyOf(both, election, observation)],
        },
      ];
    }
    const silent = asked.filter(
      (_, at) => !answers[at]?.some((scrape) => claimIn(scrape, election.leaseName) !== null),
    );
    if (silent.length === 0 || logsOfOneLeader(election)) return HOLDS;
    return { unknown: `second leaders not checked: ${reasonOf(silent, answers.flat())}` };
  },
};

/** Only replicas that do not hold the Lease are to go; where nobody of them can be told to hold it, look first. */
function remedyOf(pods: readonly string[], { holder, candidates }: Election, observation: Observation): Remedy {
  const namespace = candidates[0]?.pod.namespace ?? null;
  const others = pods.filter((pod) => pod !== holder?.pod?.name);
  if (others.length === pods.length) {
    return {
      text: 'shows who holds the Lease and since when',
      command: b7le(observation, namespace, 'status', '-o', 'wide'),
    };
  }
  return {
    text: `ends the replicas that claim to lead and do not hold the Lease; ${holder?.pod?.name} holds it`,
    command: kubectl(observation, namespace, 'delete', 'pod', ...others),
  };
}

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
