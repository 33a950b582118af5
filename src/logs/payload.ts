// The formats of a line's payload: klog, klog structured, zap JSON and console, other JSON, logfmt and other text.

import { brokenJson, type Fields, jsonFields, pairs, textOf, unescaped } from './fields.ts';
import { levelOf } from './level.ts';
import type { LogFormat, LogLevel } from './log-event.ts';
import { DATED, dated, epochTime, fieldTime, klogTime } from './stamp.ts';
import { textPayload } from './text-payload.ts';

/** A payload taken apart. */
export interface Payload {
  readonly format: LogFormat;
  readonly level: LogLevel | null;
  readonly time: string | null;
  readonly message: string;
  readonly fields: Fields;
  /** Source file and line, where the format has them: `leaderelection.go:257`. */
  readonly caller: string | null;
}

const LETTERS: Readonly<Record<string, LogLevel>> = { I: 'info', W: 'warning', E: 'error', F: 'fatal' };
const KLOG =
  /^([IWEF])(\d{4}) (\d\d:\d\d:\d\d(?:\.\d+)?)\s{1,12}(?:\d{1,10}\s{1,4})?([\w./+@-]{1,200}\.(?:go|s):\d{1,6})\] ?/;
/** A klog header that its author cut: only the file and the bracket are sure. */
const KLOG_CUT = /^(?:([IWEF])(\d{4})?)?(?:[^\][{"]{0,60}\s)?([\w./+@-]{1,200}\.go:\d{1,6})\] ?/;
const STRUCTURED = /^"((?:[^"\\]|\\.)*)"(?:\s+(?=[\w"])|\s*$)/;
/** klogr's older form: every key in quotes, the message among them. */
const KLOGR = /(?:^|\s)"msg"="((?:[^"\\]|\\.)*)"/;
const ZAP_STAMP = `(?:${DATED}|\\d(?:\\.\\d{1,19})?e\\+\\d{2}|\\d{9,11}\\.\\d{1,9})`;
const ZAP_LEVEL =
  'DEBUG|INFO|WARN|WARNING|ERROR|DPANIC|PANIC|FATAL|(?:LEVEL|Level)\\(-?\\d{1,3}\\)|debug|info|warn|error|dpanic|panic|fatal';
const ZAP = new RegExp(`^(${ZAP_STAMP})(\\s{1,16})(${ZAP_LEVEL})(\\s{1,16}|$)`);
const ISTIO = /\.\d{6}Z$/;
const COLUMNS = /\t| {2,}/;
const LOGGER = /^[\w.@/:-]{1,120}$/;
const CALLER = /^[\w./@-]{1,200}\.go:\d{1,6}$/;

/** Reads a payload whose wrappers are off. */
export function readPayload(text: string): Payload {
  return klog(text) ?? json(text) ?? zapConsole(text) ?? textPayload(text);
}

function klog(text: string): Payload | null {
  const [header, letter, day, time, caller] = KLOG.exec(text) ?? cut(text);
  if (header === undefined) return null;
  const rest = text.slice(header.length);
  const stamp = day !== undefined && time !== undefined ? klogTime(day, time) : null;
  const about = { level: letter === undefined ? null : (LETTERS[letter] ?? null), time: stamp, caller: caller ?? null };
  const [quoted, message] = STRUCTURED.exec(rest) ?? [];
  if (quoted !== undefined) {
    return {
      ...about,
      format: 'klog-structured',
      message: unescaped(message ?? ''),
      fields: pairs(rest.slice(quoted.length)),
    };
  }
  const klogr = KLOGR.exec(rest)?.[1];
  return {
    ...about,
    format: 'klog',
    message: klogr === undefined ? rest : unescaped(klogr),
    fields: klogr === undefined ? {} : pairs(rest),
  };
}

function cut(text: string): (string | undefined)[] {
  const [header, letter, day, caller] = KLOG_CUT.exec(text) ?? [];
  return [header, letter, day, undefined, caller];
}

function json(text: string): Payload | null {
  const fields = jsonFields(text);
  if (fields === null) return null;
  const message = textOf(fields, 'msg', 'message', 'MSG', 'Message', 'log') ?? '';
  const stamp =
    fields.ts ?? fields.time ?? fields.timestamp ?? fields.Timestamp ?? fields['@timestamp'] ?? fields.t ?? null;
  return {
    format: isZap(fields) ? 'zap-json' : 'json-other',
    level: levelOf(textOf(fields, 'level', 'severity', 'lvl', 'Level', '@level', 'levelname') ?? verbosity(fields)),
    time: fieldTime(stamp),
    message,
    fields,
    caller: textOf(fields, 'caller', 'source', 'file'),
  };
}

/** component-base's JSON has no level: an error has `err`, anything else a verbosity. */
function verbosity(fields: Fields): string | null {
  if (typeof fields.v === 'number') return fields.v > 3 ? 'debug' : 'info';
  return Object.hasOwn(fields, 'err') && Object.hasOwn(fields, 'caller') ? 'error' : null;
}

/** zap's production encoder writes level, time, logger, caller and message in this order; others only resemble it. */
function isZap(fields: Fields): boolean {
  const [first, second] = Object.keys(fields);
  if (first !== 'level' && first !== 'severity') return false;
  if (second === 'ts') return Object.hasOwn(fields, 'msg') || Object.hasOwn(fields, 'message');
  return (
    (second === 'time' || second === 'timestamp') &&
    (Object.hasOwn(fields, 'logger') || Object.hasOwn(fields, 'caller'))
  );
}

function zapConsole(text: string): Payload | null {
  const [header, stamp = '', gap = '', level = '', after = ''] = ZAP.exec(text) ?? [];
  if (header === undefined) return null;
  const rest = text.slice(header.length);
  const wide = (gap.includes('\t') || gap.length > 1) && (after.includes('\t') || after.length > 1);
  const tail = rest.endsWith('}') ? /[\t ](\{".*\})$/s.exec(rest)?.[1] : undefined;
  if (!wide && tail === undefined) return null;
  // Istio's scope log has the same columns, in small letters and always with microseconds.
  if (level === level.toLowerCase() && ISTIO.test(stamp) && tail === undefined) return null;
  const columns = (tail === undefined ? rest : rest.slice(0, -tail.length))
    .trim()
    .split(COLUMNS)
    .filter((part) => part !== '');
  const caller = columns.slice(0, 2).find((part) => CALLER.test(part)) ?? null;
  const at =
    caller === null ? (columns.length > 1 && LOGGER.test(columns[0] ?? '') ? 1 : 0) : columns.indexOf(caller) + 1;
  return {
    format: 'zap-console',
    level: levelOf(level),
    time: dated(stamp) ?? epochTime(Number(stamp)),
    message: columns.slice(at).join(' '),
    fields: tail === undefined ? {} : (jsonFields(tail) ?? brokenJson(tail)),
    caller,
  };
}
