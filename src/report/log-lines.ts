// Lines of logs one after the other, as they are read: for a person with time and pod before each, for a program an object a line.

import { Chalk } from 'chalk';
import type { LogCause, LogEventKind, LogLevel } from '../logs/log-event.ts';
import { readLine } from '../logs/read-line.ts';
import type { StoryEntry } from '../logs/story-entry.ts';
import type { Surface } from './paint.ts';
import { plain } from './paint.ts';
import { shortNames } from './pod-names.ts';
import { visibleJson } from './visible.ts';

/** A line of a log, as its reader hands it over. */
export interface LineShown {
  readonly at: string | null;
  readonly text: string;
  readonly cut: boolean;
  readonly reading: {
    readonly event: LogEventKind | null;
    readonly cause: LogCause | null;
    readonly lease: string | null;
    readonly identity: string | null;
    readonly level: LogLevel | null;
    readonly message: string;
  } | null;
  readonly source: Place;
}

/** Where a line comes from. */
export interface Place {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

export interface LineLook extends Surface {
  /** Control characters go as they are: to no terminal. */
  readonly raw: boolean;
  /** The clock of who looks, minus UTC, milliseconds. */
  readonly offsetMs: number;
  /** Each time with its day. */
  readonly dated: boolean;
}

export type LineWriter = (line: LineShown) => string;

/** Marks an event; a cut line is told by its end. */
const MARK = '▸';
const NO_TIME = '--:--:--.---';

/** @param places all that lines may come from, so that names are short and columns stand */
export function personLines(places: readonly Place[], look: LineLook): LineWriter {
  const names = labelsOf(places);
  const width = Math.min(40, Math.max(0, ...[...names.values()].map(({ length }) => length)));
  const chalk = new Chalk({ level: look.colour ? 1 : 0 });
  const mark = look.unicode ? MARK : '>';
  const clock = clockIn(look.offsetMs, look.dated);
  const none = NO_TIME.padStart(look.dated ? 18 : 12);
  return ({ at, text, cut, reading, source }) => {
    const time = at === null ? none : clock(at);
    const name = (names.get(keyOf(source)) ?? labelOf(source)).padEnd(width);
    const event = reading?.event ?? null;
    const words = `${look.raw ? text : safe(text, look)}${cut ? ' … cut at 1 MiB' : ''}`;
    if (event === null) return `${chalk.dim(time)}  ${name}    ${words}\n`;
    return `${chalk.dim(time)}  ${name}  ${chalk.bold(`${mark} ${words}`)}\n`;
  };
}

const TAB = /\t/g;
const ODD = /[^\x20-\x7e]/;

/** Most lines hold nothing odd, and need no second look. A tab is no more than a blank between columns. */
function safe(text: string, look: Surface): string {
  return ODD.test(text) ? plain(text.replace(TAB, '  '), look) : text;
}

/** `13:58:02.114` of a stamp, by the clock of who looks; a second is worked out once. */
function clockIn(offsetMs: number, dated: boolean): (at: string) => string {
  let second = '';
  let shown = '';
  return (at) => {
    if (!at.startsWith(second) || second === '') {
      second = at.slice(0, 19);
      const local = new Date(Date.parse(`${second}Z`) + offsetMs).toISOString();
      shown = dated ? `${local.slice(5, 10)} ${local.slice(11, 19)}` : local.slice(11, 19);
    }
    return `${shown}.${at.length > 20 ? at.slice(20, 23).replace(/\D/g, '').padEnd(3, '0') : '000'}`;
  };
}

/** The object of contract 3; a line that is no event is asked for by itself, and has its level all the same. */
export function lineEntry({ at, text, reading, source }: LineShown, graceful: boolean | null = null): StoryEntry {
  const { namespace, pod, container, previous } = source;
  const { event, cause, lease, identity, level, message } = reading ?? { ...readLine(text), event: null, cause: null };
  return {
    kind: 'LogEvent',
    source: 'log',
    time: at,
    namespace,
    pod,
    container,
    previous,
    event,
    graceful,
    cause,
    lease,
    identity,
    level,
    message,
    line: text,
  };
}

/** An object as one line that a terminal may show. */
export function objectLine(value: object): string {
  return `${visibleJson(JSON.stringify(value))}\n`;
}

function keyOf({ namespace, pod, container, previous }: Place): string {
  return `${namespace}/${pod}/${container}/${previous}`;
}

function labelOf({ pod, container }: Place): string {
  return `${pod}/${container}`;
}

/** The shortest that tells logs apart: of the pod, with the container where there are several, and a sign for an earlier process. */
export function labelsOf(places: readonly Place[]): Map<string, string> {
  const pods = shortNames(places.map(({ pod }) => pod));
  const several = new Set(places.map(({ container }) => container)).size > 1;
  return new Map(
    places.map((place) => {
      const name = pods.get(place.pod) ?? place.pod;
      return [keyOf(place), `${name}${several ? `/${place.container}` : ''}${place.previous ? ' (before)' : ''}`];
    }),
  );
}
