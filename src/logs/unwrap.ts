// Takes a line out of what wraps it: quoting marks, ANSI colours, pod-name prefixes, syslog, the kubelet's and the runtime's stamps.

import { DATED, dated, monthOf } from './stamp.ts';

/** A line without its wrappers. */
export interface Unwrapped {
  readonly payload: string;
  /** The full date of the outermost wrapper that has one: it is truer than the payload's own. */
  readonly stamp: string | null;
  /** A time without a year (syslog): for payloads that have none of their own. */
  readonly weak: string | null;
  /** The program that syslog names. */
  readonly program: string | null;
}

/** What the ANSI standard calls control sequences, and what a pasted log has left of them. */
const ANSI = /\u001b\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|\u001b[@-_]|\u009b[0-9;?]{0,32}[@-~]/g;
/** Marks of a quotation (`> `), of a root shell or a comment (`# `, `$ `), of a list (`- `). */
const MARKS = /^(?:[>#$|*-]{1,3} )+/;
/** `kubectl logs --prefix` writes `[pod/NAME/CONTAINER] `. */
const KUBECTL = /^\[pod\/[^\]\s]{1,300}\] ?/;
/** docker compose and stern's alike: `name  | line`, `name container │ line`, `name › line`. */
const COLUMN = /^[\w.-]{1,253}(?:[ /:]{1,3}[\w.-]{1,253})?\s{0,40}(?:\||│|›)\s/;
/** stern and kail have no mark, but a pod's name (it ends in the ReplicaSet's and the pod's own hash) and a container's. */
const STERN =
  /^[a-z0-9][a-z0-9.-]{0,240}-[a-z0-9]{5}[ /:]{1,2}[a-z0-9][a-z0-9-]{0,62}:? +(?=[IWEF]\d{4} |\{"|\d{4}-\d\d-|time=|level=)/;
const SYSLOG =
  /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d+)?) (?:(\S{1,253}) )?([\w./@-]{1,128})(?:\[\d{1,10}\])?: ?/;
const SYSLOG_5424 = new RegExp(
  `^<\\d{1,3}>\\d? ?(${DATED}) \\S{1,253} (\\S{1,128}) \\S{1,64} \\S{1,64} (?:-|\\[[^\\]]{0,1000}\\]) ?`,
);
/** journalctl -o short-iso. */
const JOURNAL = new RegExp(`^(${DATED}) \\S{1,253} ([\\w./@-]{1,128})\\[\\d{1,10}\\]: `);
/** The kernel's clock, as rkt's and dmesg's lines have it, and the program behind it. */
const KERNEL = /^\[\s{0,6}\d{1,10}\.\d{3,6}\] (?:([\w.-]{1,64})(?:\[\d{1,10}\])?: )?/;
/** A program's name before a klog header: the shape of a pasted line. */
const NAMED = /^([\w.-]{1,64}): (?=[IWEF]\d{4} \d\d:)/;
/** The runtime's line in /var/log/containers; an author may have cut the fraction. */
const CRI = new RegExp(`^(${DATED}) std(?:out|err) [FP](?::[^ ]*)? ?`);
const STAMPED = new RegExp(
  `^(${DATED})\\.? (?=\\s*(?:[IWEF]\\d{4} \\d\\d:|\\{|${DATED}|\\S{0,20}=|\\d{1,7} [\\w./-]{1,100}\\.go:\\d|[\\w./-]{1,100}\\.go:\\d{1,6}\\]|[IWEF] ?\\d{4}|"))`,
);
const DOCKER = /^\{"log":"/;
const LAYERS = 6;

interface Layer {
  readonly rest: string;
  readonly stamp?: string | null;
  readonly weak?: string | null;
  readonly program?: string | null;
}

/** Takes off every wrapper there is, from the outside inwards. */
export function unwrap(line: string): Unwrapped {
  let found: Unwrapped = { payload: clean(line), stamp: null, weak: null, program: null };
  for (let layers = 0; layers < LAYERS; layers++) {
    const layer = outermost(found.payload);
    if (layer === null) break;
    found = {
      payload: layer.rest.trimStart(),
      stamp: found.stamp ?? layer.stamp ?? null,
      weak: found.weak ?? layer.weak ?? null,
      program: found.program ?? layer.program ?? null,
    };
  }
  return found;
}

function clean(line: string): string {
  const plain = line.includes('\u001b') || line.includes('\u009b') ? line.replace(ANSI, '') : line;
  return plain.trim().replace(MARKS, '').trimStart();
}

function outermost(line: string): Layer | null {
  return docker(line) ?? prefix(line) ?? syslog(line) ?? runtime(line);
}

function prefix(line: string): Layer | null {
  for (const pattern of [KUBECTL, COLUMN, STERN]) {
    const [found] = pattern.exec(line) ?? [];
    if (found !== undefined) return { rest: line.slice(found.length) };
  }
  return null;
}

function syslog(line: string): Layer | null {
  const [whole, month = '', day = '', time, , program = null] = SYSLOG.exec(line) ?? [];
  const number = monthOf(month);
  if (whole !== undefined && number !== null) {
    return { rest: line.slice(whole.length), weak: `--${number}-${day.padStart(2, '0')}T${time}`, program };
  }
  for (const pattern of [SYSLOG_5424, JOURNAL]) {
    const [all, stamp, name] = pattern.exec(line) ?? [];
    if (all !== undefined) return { rest: line.slice(all.length), stamp: dated(stamp ?? ''), program: name ?? null };
  }
  for (const pattern of [KERNEL, NAMED]) {
    const [all, name] = pattern.exec(line) ?? [];
    if (all !== undefined) return { rest: line.slice(all.length), program: name ?? null };
  }
  return null;
}

function runtime(line: string): Layer | null {
  for (const pattern of [CRI, STAMPED]) {
    const [all, stamp] = pattern.exec(line) ?? [];
    if (all !== undefined) return { rest: line.slice(all.length), stamp: dated(stamp ?? '') };
  }
  return null;
}

/** The json-file driver of docker: the line in `log`, its stamp in `time`. */
function docker(line: string): Layer | null {
  if (!DOCKER.test(line)) return null;
  try {
    const { log, time } = JSON.parse(line) as { log?: unknown; time?: unknown };
    return typeof log === 'string' ? { rest: log.trim(), stamp: typeof time === 'string' ? dated(time) : null } : null;
  } catch {
    return null;
  }
}
