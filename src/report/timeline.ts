// The picture of a story before it is drawn: rows of pods, bars of leadership, vacancies, overlaps and marks, all in moments. The
// terminal and the SVG draw this same layout.

import type { Claim } from '../logs/claim.ts';
import type { ElectionStory } from '../logs/election-story.ts';
import type { PodMark } from '../logs/pod-story.ts';
import type { Story } from '../logs/story.ts';
import { shortNames } from './pod-names.ts';

/** A stretch of time in milliseconds since 1970, within the picture. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface TimelineRow {
  readonly pod: string;
  readonly label: string;
  /** While it was there, as far as is known. */
  readonly there: Stretch | null;
  readonly leads: readonly Stretch[];
  /** While another one held itself to lead as well. */
  readonly doubled: readonly Stretch[];
  readonly marks: readonly PodMark[];
}

/** A vacancy or an overlap; `ms` null where its length is not known. */
export interface Measured extends Stretch {
  readonly ms: number | null;
  readonly lasts: boolean;
  readonly certain: boolean;
}

export interface Timeline extends Stretch {
  readonly lease: string;
  readonly rows: readonly TimelineRow[];
  /** Pods left out for want of room; none of them led. */
  readonly more: number;
  readonly nobody: readonly Measured[];
  readonly twofold: readonly Measured[];
}

/** Where the first thing happened later than this part of the time, the picture begins with it. */
const IDLE = 0.5;
const LEAD_IN = 0.08;
const SHORTEST_MS = 1000;

/** @param most rows at most; those that led are kept before those that only waited */
export function timelineOf(story: Story, election: ElectionStory, most: number): Timeline | null {
  if (story.from === null || story.to === null) return null;
  const range = rangeOf(story, election);
  const names = shortNames(story.pods.map(({ pod }) => pod));
  const rows = story.pods
    .map(({ pod, from, to, marks }) => {
      const claims = election.claims.filter((claim) => claim.pod === pod);
      const twice = election.overlaps.filter(({ first, second }) => first.pod === pod || second.pod === pod);
      return {
        pod,
        label: names.get(pod) ?? pod,
        there: within({ from, to: to ?? range.to }, range),
        leads: claims.flatMap((claim) => within({ from: claim.from, to: endOf(claim, range.to) }, range) ?? []),
        doubled: twice.flatMap(({ from: begin, to: end }) => within({ from: begin, to: end ?? range.to }, range) ?? []),
        marks: marks.filter(({ at }) => at >= range.from && at <= range.to),
      };
    })
    .filter(({ there, leads }) => there !== null || leads.length > 0);
  const kept = [...rows].sort((a, b) => weight(b) - weight(a)).slice(0, most);
  return {
    ...range,
    lease: election.lease,
    rows: rows.filter((row) => kept.includes(row)).sort((a, b) => firstOf(a) - firstOf(b)),
    more: rows.length - kept.length,
    nobody: election.vacancies.flatMap(({ from, to, ms, certain }) => {
      const end = to ?? range.to;
      const shown = within({ from: from ?? end, to: end }, range);
      return shown && (ms === null || ms > 0) ? [{ ...shown, ms, lasts: to === null, certain }] : [];
    }),
    twofold: election.overlaps.flatMap(({ from, to, ms }) => {
      const shown = within({ from, to: to ?? range.to }, range);
      return shown ? [{ ...shown, ms, lasts: to === null, certain: true }] : [];
    }),
  };
}

/** Who led first stands first, so that leadership steps downwards; who never led comes last. */
function firstOf({ leads }: TimelineRow): number {
  return leads[0]?.from ?? Number.MAX_SAFE_INTEGER;
}

function weight({ leads, marks }: TimelineRow): number {
  return leads.length * 1000 + marks.length;
}

function endOf({ to, end, seenUntil }: Claim, now: number): number {
  return to ?? (end === null ? now : seenUntil);
}

function rangeOf(story: Story, { claims }: ElectionStory): Stretch {
  const [from, to] = [story.from ?? 0, story.to ?? 0];
  const moments = [
    ...story.lines.map(({ at }) => at),
    ...claims.flatMap((claim) => [claim.from, claim.to]),
    ...story.pods.flatMap(({ marks }) => marks.map(({ at }) => at)),
  ].filter((at) => at !== null && at >= from && at <= to) as number[];
  const first = moments.reduce((a, b) => Math.min(a, b), to);
  const begin = first - from > IDLE * (to - from) && first < to ? first - LEAD_IN * (to - first) : from;
  return { from: Math.min(begin, to - SHORTEST_MS), to };
}

function within({ from, to }: Stretch, range: Stretch): Stretch | null {
  const cut = { from: Math.max(from, range.from), to: Math.min(to, range.to) };
  return cut.from <= cut.to ? cut : null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((step) => step * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((step) => step * MINUTE),
  ...[1, 2, 3, 6, 12].map((step) => step * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((step) => step * DAY),
];

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/**
 * Round moments within a stretch, by the clock of who looks.
 * @param most how many labels fit at most
 * @param offsetMs that clock minus UTC
 */
export function ticksOf({ from, to }: Stretch, most: number, offsetMs: number): Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= Math.max(1, most)) ?? (to - from || 1);
  const first = Math.ceil((from + offsetMs) / step) * step - offsetMs;
  const ticks: Tick[] = [];
  for (let at = first; at <= to; at += step) ticks.push({ at, label: labelOf(at + offsetMs, step) });
  return ticks;
}

function labelOf(at: number, step: number): string {
  const iso = new Date(at).toISOString();
  if (step >= DAY) return iso.slice(5, 10);
  return step >= MINUTE ? iso.slice(11, 16) : iso.slice(11, 19);
}
