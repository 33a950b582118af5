// The story of elections from an Observation: the logs' room tells it, this file hands it what was read.

import type { ElectionStory } from '../logs/election-story.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import { type Story, storyOf } from '../logs/story.ts';
import type { StoryTiming } from '../logs/story-facts.ts';
import type { Election } from './election.ts';
import { hostOf, podOf } from './identity.ts';
import type { Lease } from './lease.ts';
import type { Observation } from './observation.ts';

type Facts = Pick<Observation, 'leases' | 'events' | 'podEvents' | 'pods' | 'gaps' | 'takenAt'>;

/**
 * The whole story of some elections, in one time order.
 * @param more logs that are told of whichever election they are of
 * @param since from when logs were read, RFC 3339; null where from their begin
 */
export function storyOfElections(
  elections: readonly Election[],
  facts: Facts,
  since: string | null,
  more: readonly ContainerLog[] = [],
): Story {
  const logs = [...new Set([...elections.flatMap((election) => election.logs ?? []), ...more])];
  const names = new Set(elections.map(({ namespace, leaseName }) => `${namespace}/${leaseName}`));
  const podNames = new Set([
    ...elections.flatMap(({ candidates }) => candidates.map(({ pod }) => `${pod.namespace}/${pod.name}`)),
    ...logs.map(({ namespace, pod }) => `${namespace}/${pod}`),
  ]);
  const pods = facts.pods.filter(({ namespace, name }) => podNames.has(`${namespace}/${name}`));
  // a saved log comes without pods: nothing was read of them, and nothing says that they are gone
  const seen = facts.pods.length > 0 && !facts.gaps.some(({ evidence }) => evidence === 'pods');
  return storyOf({
    logs,
    events: facts.events.filter(({ namespace, lease }) => names.has(`${namespace}/${lease}`)),
    podEvents: facts.podEvents.filter(({ namespace, pod }) => podNames.has(`${namespace}/${pod}`)),
    leases: facts.leases
      .filter(({ lease: { namespace, name } }) => names.has(`${namespace}/${name}`))
      .map(({ lease, readAt }) => ({ ...lease, readAt, expired: hasExpired(lease, elections) })),
    pods: seen ? pods : null,
    podOf: (identity) => podOf(identity, facts.pods).pod?.name ?? hostOf(identity),
    timingOf: (lease) => timingFor(lease, elections),
    now: facts.takenAt,
    since,
  });
}

function hasExpired({ namespace, name }: Lease, elections: readonly Election[]): boolean {
  const own = elections.find(({ lease }) => lease?.namespace === namespace && lease.name === name);
  return own?.renewal.state === 'expired' || own?.renewal.state === 'unclaimed';
}

const NOT_KNOWN: StoryTiming = { leaseDurationMs: null, renewDeadlineMs: null, retryPeriodMs: null, release: null };

function timingFor(lease: string, elections: readonly Election[]): StoryTiming {
  const fitting = elections.find(({ namespace, leaseName }) => `${namespace}/${leaseName}` === lease);
  // of a workload whose Lease nobody knew the name comes from its logs
  const election = fitting ?? elections.find(({ leaseName }) => leaseName === null);
  if (!election) return NOT_KNOWN;
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs, releaseOnCancel } = election.timing;
  return { leaseDurationMs, renewDeadlineMs, retryPeriodMs, release: releaseOnCancel };
}

const TOLD = new WeakMap<Election, Story>();

/** What the logs of one election tell, put together once; null where nobody read logs. */
export function storyOfElection(
  election: Election,
  observation: Facts,
): { story: Story; own: ElectionStory | null } | null {
  if (election.logs === null) return null;
  const story = TOLD.get(election) ?? storyOfElections([election], observation, null);
  TOLD.set(election, story);
  const { namespace, leaseName } = election;
  const named = story.elections.find(({ lease }) => lease === `${namespace}/${leaseName}`);
  return { story, own: named ?? (leaseName === null ? (story.elections[0] ?? null) : null) };
}
