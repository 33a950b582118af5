// Asking the replicas whether they lead: the leadership metric through the pod proxy, where it is plain HTTP (reference 4).

import { canRun } from '../election/candidate.ts';
import { claimIn } from '../election/claim.ts';
import type { Election } from '../election/election.ts';
import type { Pod, Scrape } from '../election/observation.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { toClaims } from './translate.ts';

const PAUSE_MS = 1000;

/** The replicas that can be asked: running, of an election of several, their metrics served in the clear by their arguments. */
export function askable(election: Election): Pod[] {
  const pods = election.candidates.map(({ pod }) => pod).filter(canRun);
  return pods.length < 2 ? [] : pods.filter(({ arguments: set }) => set.metrics !== null && !set.metrics.secure);
}

/** One round of questions to every replica; a second one, a moment later, where two claim to lead (contract 4). */
export async function scrapeClaims(elections: readonly Election[], cluster: Cluster, clock: Clock): Promise<Scrape[]> {
  const first = await scrapeRound(elections, cluster, 1);
  const doubtful = elections.filter(
    ({ leaseName, candidates }) =>
      first.filter((scrape) => {
        const own = candidates.some(({ pod }) => pod.name === scrape.pod && pod.namespace === scrape.namespace);
        return own && claimIn(scrape, leaseName) === true;
      }).length > 1,
  );
  if (doubtful.length === 0) return first;
  await clock.sleep(Math.min(PAUSE_MS, ...doubtful.map(({ thresholds }) => thresholds.retryPeriodMs)));
  return [...first, ...(await scrapeRound(doubtful, cluster, 2))];
}

async function scrapeRound(elections: readonly Election[], cluster: Cluster, round: number): Promise<Scrape[]> {
  const pods = [...new Set(elections.flatMap(askable))];
  return Promise.all(
    pods.map(async ({ namespace, name, arguments: set }) => {
      const answer = await cluster.podPage(namespace, name, set.metrics?.port ?? 0, '/metrics');
      const claims = 'page' in answer ? toClaims(answer.page) : null;
      return { namespace, pod: name, round, claims, failure: 'failure' in answer ? answer.failure : null };
    }),
  );
}
