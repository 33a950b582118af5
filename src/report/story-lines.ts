// The story as a list: a line an entry, what repeats folded into its first line, vacancies said where they end.

import { formatAge, formatDuration, formatRange } from '../election/duration.ts';
import { hostOf } from '../election/identity.ts';
import type { Story, StoryLine } from '../logs/story.ts';
import type { StoryEntry } from '../logs/story-entry.ts';
import type { Vacancy } from '../logs/vacancy.ts';
import { shortNames } from './pod-names.ts';
import { line, type Span, span, type Tone, type View } from './view.ts';
import { cut } from './visible.ts';

interface Shown {
  readonly line: StoryLine;
  times: number;
  lastAt: number | null;
}

export interface ListLook {
  /** Also what Events and the Lease say again. */
  readonly wide: boolean;
  /** The clock of who looks, minus UTC. */
  readonly offsetMs: number;
  /** Whether each line names its election. */
  readonly several: boolean;
  /** Short names of pods, where the story is a part of a longer one. */
  readonly names?: ReadonlyMap<string, string>;
}

const NO_TIME = '--:--:--.---';

export function storyLines(story: Story, look: ListLook): View {
  const shown = folded(story.lines.filter(({ echo }) => look.wide || !echo));
  if (shown.length === 0) return [line(2, [span('no election event', 'dim')])];
  const names = look.names ?? shortNames(story.lines.flatMap(({ entry }) => (entry.pod === null ? [] : [entry.pod])));
  const days = new Set(shown.map(({ line: { at } }) => (at === null ? '' : dayOf(at, look.offsetMs))));
  days.delete('');
  const leases = leaseNames(story.elections.map(({ lease }) => lease));
  const cells = shown.map((one) => cellsOf(one, { names, leases }, look, days.size > 1));
  const widths = [1, 2].map((column) =>
    cells.reduce((most, { texts, note, detail, words }) => {
      // what says all by itself needs no column
      const alone = column === 2 && note === '' && detail === '' && words === '';
      return alone ? most : Math.max(most, texts[column]?.length ?? 0);
    }, 0),
  );
  return cells.map(({ texts: [time = '', pod = '', what = ''], tone, note, detail, words }) => {
    const spans: Span[] = [
      span(`${time}  `, 'dim'),
      span(`${pod.padEnd(Math.min(widths[0] ?? 0, 40))}  `),
      span(note === '' && detail === '' && words === '' ? what : what.padEnd(widths[1] ?? 0), tone),
      span(detail === '' ? '' : `  ${detail}`, 'dim'),
      span(note === '' ? '' : `  ${note}`, tone === 'plain' ? 'strong' : tone),
      span(words === '' ? '' : `  ${words}`, 'dim'),
    ];
    return line(2, spans, time.length + 2);
  });
}

/** A moment by somebody's clock: `13:58:02.114`, with the day where several are told of. */
export function clockOf(at: number, offsetMs: number, dated: boolean): string {
  const iso = new Date(at + offsetMs).toISOString();
  return `${dated ? `${iso.slice(5, 10)} ` : ''}${iso.slice(11, 23)}`;
}

function dayOf(at: number, offsetMs: number): string {
  return new Date(at + offsetMs).toISOString().slice(0, 10);
}

/** What one pod says again and again is one line: until it says something else. */
function folded(lines: readonly StoryLine[]): Shown[] {
  const shown: Shown[] = [];
  const open = new Map<string, { key: string; at: Shown }>();
  for (const one of lines) {
    const { pod, container, previous, event, cause, lease, identity, source } = one.entry;
    const place = `${pod}/${container}/${previous}`;
    const key = [event, cause, lease, identity, source].join(' ');
    const before = open.get(place);
    if (event !== null && source === 'log' && before?.key === key && event !== 'acquired') {
      before.at.times++;
      before.at.lastAt = one.at;
      continue;
    }
    const at = { line: one, times: 1, lastAt: one.at };
    open.set(place, { key, at });
    shown.push(at);
  }
  return shown;
}

interface Row {
  readonly texts: readonly string[];
  readonly tone: Tone;
  /** What must be read. */
  readonly note: string;
  readonly detail: string;
  /** The line's own words, for who wants them all. */
  readonly words: string;
}

interface Names {
  readonly names: ReadonlyMap<string, string>;
  readonly leases: ReadonlyMap<string, string>;
}

const MOST_LEASE = 24;

/** Where several elections are told of, each by as little of its name as tells it apart. */
function leaseNames(leases: readonly string[]): ReadonlyMap<string, string> {
  const bare = leases.map((lease) => lease.slice(lease.indexOf('/') + 1));
  const apart = new Set(bare).size === leases.length;
  return new Map(leases.map((lease, at) => [lease, cut(apart ? (bare[at] as string) : lease, MOST_LEASE)]));
}

function cellsOf(one: Shown, { names, leases }: Names, look: ListLook, dated: boolean): Row {
  const { entry, at, vacancy, overlap } = one.line;
  const time = at === null ? NO_TIME : clockOf(at, look.offsetMs, dated);
  // a stamp without a fraction is not told as one of a millisecond
  const cut =
    at !== null && entry.time !== null && !/[.,]\d/.test(entry.time) ? time.slice(0, -4).padEnd(time.length) : time;
  const pod = entry.pod === null ? '–' : (names.get(entry.pod) ?? hostOf(entry.pod));
  const source = entry.source === 'log' ? '' : ` (${entry.source === 'event' ? 'Event' : entry.source})`;
  const notes = [
    ...(overlap ? [`while ${names.get(overlap.first.pod) ?? overlap.first.pod} still led`] : []),
    ...(vacancy ? vacancyNotes(vacancy, overlap !== null) : []),
    ...(one.times > 1
      ? [`${one.times} times${one.lastAt === null ? '' : ` until ${clockOf(one.lastAt, look.offsetMs, dated)}`}`]
      : []),
  ];
  const lease = look.several && entry.lease !== null ? [leases.get(entry.lease) ?? entry.lease] : [];
  return {
    texts: [cut, pod, `${wordsOf(entry)}${source}`],
    tone: overlap ? 'critical' : toneOf(entry),
    note: notes.join(', '),
    detail: [...lease, ...detailOf(entry)].join('  '),
    words: look.wide && entry.event !== null ? entry.message : '',
  };
}

function wordsOf(entry: StoryEntry): string {
  if (entry.event === null) return entry.message;
  if (entry.event === 'lost' && entry.graceful === true) return 'lost, as planned';
  return entry.event;
}

function toneOf({ event, graceful, source, message }: StoryEntry): Tone {
  if (event === 'lost' || event === 'renew-failed') return graceful === true ? 'plain' : 'warning';
  if (event === 'lock-error') return 'warning';
  if (event === 'acquired') return 'healthy';
  return source === 'pod' && !/exit (0|143)\b/.test(message) ? 'warning' : 'plain';
}

/** Why something failed, who is meant. */
function detailOf({ event, cause, identity }: StoryEntry): string[] {
  const who = event === 'observed-new-leader' || event === 'not-expired' ? identity : null;
  const why = cause === null ? [] : [cause];
  return [...why, ...(who === null ? [] : [hostOf(who)])];
}

/** A leader that went on may have been frozen before, or its Lease was deleted or edited (reference 1.8): then nobody was missing. */
function vacancyNotes(vacancy: Vacancy, overlapped: boolean): string[] {
  if (!overlapped || vacancy.ms !== null) return [vacancyWords(vacancy)];
  return vacancy.range === null ? [] : [`${vacancyWords(vacancy)} if it was frozen`];
}

/** `17.2s without a leader (since exit)`: which end of the old leader's work it is counted from is said (contract 3). */
export function vacancyWords({ ms, since, certain, range }: Vacancy): string {
  if (ms === null && range !== null) return `${rangeWords(range)} without a leader (by its timings)`;
  if (ms === null) return 'after an unknown time without a leader';
  const length = ms < 60_000 ? `${(ms / 1000).toFixed(1)}s` : formatAge(ms);
  const from = {
    release: 'since release',
    'container-end': 'since exit',
    'last-renewal': 'since renewal',
    'stopped-leading': 'since it stopped',
  };
  return `${certain ? '' : '≤'}${length} without a leader${since === null ? '' : ` (${from[since]})`}`;
}

function rangeWords([low, high]: readonly [number, number | null]): string {
  return high === null ? `${formatDuration(low)} or more` : formatRange([low, high]);
}
