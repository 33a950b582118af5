// One story from the logs of all replicas, the Events on their Lease, the Lease itself and what became of their pods, in time order.

import { claimsOf } from './claim.ts';
import { type ElectionStory, electionStoryOf } from './election-story.ts';
import { instantOf, likelyInstant } from './instant.ts';
import { LeasesOfLines } from './leases-of-lines.ts';
import type { Overlap } from './overlap.ts';
import { type PodStory, podStoriesOf } from './pod-story.ts';
import { type Run, runsOf } from './run.ts';
import {
  entriesOfPod,
  entryOfEvent,
  entryOfLease,
  entryOfLine,
  entryOfPodEvent,
  type StoryEntry,
} from './story-entry.ts';
import type { RecordedLease, StoryFacts } from './story-facts.ts';
import { inOrder, type Placed } from './story-order.ts';
import type { Vacancy } from './vacancy.ts';

/** An entry, and what the whole story makes of it. */
export interface StoryLine {
  readonly entry: StoryEntry;
  /** Milliseconds since 1970 by which it is ordered; null where no time is known at all. */
  readonly at: number | null;
  /** The same takeover or end as another entry tells of with a finer time: a person need not read it twice. */
  readonly echo: boolean;
  /** The vacancy that this takeover ended. */
  readonly vacancy: Vacancy | null;
  /** The second leadership that this takeover began. */
  readonly overlap: Overlap | null;
}

export interface Story {
  readonly lines: readonly StoryLine[];
  /** One for each Lease, in the order of their names. */
  readonly elections: readonly ElectionStory[];
  readonly pods: readonly PodStory[];
  /** From when to when it was looked, milliseconds since 1970; null where there is nothing at all. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Tells the story. Pure: the same facts give the same one. */
export function storyOf(facts: StoryFacts): Story {
  const recorded = [
    ...facts.leases.map(({ namespace, name }) => `${namespace}/${name}`),
    ...facts.events.map(({ namespace, lease }) => `${namespace}/${lease}`),
  ];
  const leases = new LeasesOfLines(facts.logs, recorded);
  const told = runsOf(facts.logs, facts.pods).map((run) => {
    const about = leases.of(run.log);
    return { run, lines: run.log.entries.map((entry, at) => ({ entry, lease: about[at] ?? null })) };
  });
  const named = told.flatMap(({ lines }) => lines.flatMap(({ lease }) => (lease === null ? [] : [lease])));
  const elections = [...new Set([...recorded, ...named])].sort().map((lease) => {
    const logged = told.flatMap(({ run, lines }) => claimsOf(run, lease, lines));
    return electionStoryOf(lease, logged, facts);
  });
  const placed: Placed[][] = told.map(({ run, lines }) =>
    lines
      .filter(({ entry }) => entry.event !== null)
      .map(({ entry, lease }) => ({ entry: entryOfLine(run.log, entry, lease), at: instantOf(entry.at) })),
  );
  const runs = told.map(({ run }) => run);
  const beside = besideLogs(facts, elections).map((entry): Placed[] => [{ entry, at: momentOf(entry, runs) }]);
  const lines = inOrder([...placed, ...beside]).map((one) => noted(one, elections));
  const pods = podStoriesOf(
    facts,
    elections.flatMap(({ claims }) => claims),
  );
  return { lines, elections, pods, ...spanOf(facts, lines) };
}

/** The end of a container is cut to a second: it stands behind its last line, not before it. */
function momentOf(entry: StoryEntry, runs: readonly Run[]): number | null {
  if (entry.source !== 'pod') return instantOf(entry.time);
  const own = runs.find(
    ({ log, end }) =>
      end !== null && end.finishedAt === entry.time && log.pod === entry.pod && log.container === entry.container,
  );
  return own?.endedAt ?? likelyInstant(entry.time);
}

function besideLogs(facts: StoryFacts, elections: readonly ElectionStory[]): StoryEntry[] {
  const since = instantOf(facts.since);
  const entries = [
    ...facts.events.map((event) => entryOfEvent(event, facts.podOf(event.identity))),
    ...facts.podEvents.map(entryOfPodEvent),
    ...facts.leases.flatMap((lease) => entriesOfLease(lease, facts, elections)),
    ...(facts.pods ?? []).flatMap(entriesOfPod),
  ];
  return entries.filter(({ time }) => since === null || (instantOf(time) ?? since) >= since);
}

function entriesOfLease(record: RecordedLease, facts: StoryFacts, elections: readonly ElectionStory[]): StoryEntry[] {
  const lease = `${record.namespace}/${record.name}`;
  const { holderIdentity: identity, acquireTime, renewTime } = record;
  if (identity !== null && identity !== '') {
    if (acquireTime === null) return [];
    return [entryOfLease(lease, { event: 'acquired', time: acquireTime }, { identity, pod: facts.podOf(identity) })];
  }
  const at = instantOf(renewTime);
  const story = elections.find((one) => one.lease === lease);
  const last = story?.claims.find(({ end, to }) => end === 'released' && to === at) ?? null;
  if (record.leaseDurationSeconds !== 1 || renewTime !== acquireTime || at === null) return [];
  const who = { identity: last?.identity ?? null, pod: last?.pod ?? null };
  return [entryOfLease(lease, { event: 'released', time: renewTime }, who)];
}

const SAME_MS = 3000;

/** What the story as a whole makes of one entry. */
function noted({ entry, at }: Placed, elections: readonly ElectionStory[]): StoryLine {
  const plain = { entry, at, echo: false, vacancy: null, overlap: null };
  const story = elections.find(({ lease }) => lease === entry.lease);
  if (!story || at === null) return plain;
  const own = story.claims.filter(
    ({ pod, identity }) => pod === entry.pod || (entry.identity !== null && identity === entry.identity),
  );
  if (entry.event === 'acquired') {
    const claim = own.find(({ from }) => Math.abs(from - at) < SAME_MS);
    const echo = claim === undefined || claim.source !== entry.source;
    if (echo) return { ...plain, echo: claim !== undefined || entry.source === 'lease' };
    const vacancy = story.vacancies.find(({ after }) => after === claim) ?? null;
    return { ...plain, vacancy, overlap: story.overlaps.find(({ second }) => second === claim) ?? null };
  }
  const told = entry.source === 'event' && own.some(({ to, end }) => isNear(to, at) && end !== 'stopped-leading');
  return { ...plain, echo: told };
}

function isNear(to: number | null, at: number): boolean {
  return to !== null && Math.abs(to - at) < SAME_MS;
}

function spanOf(facts: StoryFacts, lines: readonly StoryLine[]): Pick<Story, 'from' | 'to'> {
  const times = [
    ...lines.map(({ at }) => at),
    ...facts.logs.flatMap(({ firstAt, lastAt }) => [instantOf(firstAt), instantOf(lastAt)]),
  ].filter((at) => at !== null);
  const earliest = times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
  const latest = times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
  return { from: instantOf(facts.since) ?? earliest, to: instantOf(facts.now) ?? latest };
}
