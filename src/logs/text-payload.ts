// Payloads that are plain text: logfmt (logrus, slog, go-kit), istio's scopes, zerolog's console, bracketed levels, bare words.

import { pairs, textOf } from './fields.ts';
import { levelOf } from './level.ts';
import type { Payload } from './payload.ts';
import { DATED, dated, fieldTime, monthOf } from './stamp.ts';

const LOGFMT = /^(?:time|ts|t|level|lvl|msg|severity|logger|caller|source)=\S/;
const HAS_MSG = /(?:^|\s)(?:msg|message)=/;
const OWN_STAMP = new RegExp(`^\\[?(${DATED})\\]?[\\s:,-]{0,4}`);
/** Go's log package writes `2015/08/18 14:10:10`. */
const GO_STAMP = /^\[?(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\]?\s{0,4}/;
/** Redis: `2043:X 07 Aug 2021 21:38:46.179`, and older ones without a year. */
const REDIS = /^\d{1,10}:[XCSM] (\d\d) ([A-Z][a-z]{2})(?: (\d{4}))? (\d\d:\d\d:\d\d(?:\.\d+)?) [#*.-] /;
/** A time of day alone. */
const CLOCK = /^\[?(\d\d:\d\d:\d\d(?:\.\d+)?)\]?\s{1,4}/;
const LEVEL =
  /^(?:\[\s?([A-Za-z]{3,8})\s?\]|([A-Z]{3,8})(?:\[\d{4,6}\])?|([a-z]{4,5})(?=\t)|([IWEF])(?= \.\.\.))(?:[\s:|]{1,8}|$)/;
/** Istio's scope, a column of its own. */
const SCOPE = /^[\w.-]{1,64}\t/;
const CAPNSLOG = /^([DTINWEC]) \| ([\w./-]{1,80}): /;
/** zerolog's and lager's caller before the message. */
const CALLER = /^([\w./@-]{1,200}\.go:\d{1,6})\s?[>:]?\s{1,4}/;
/** Python's logging: `INFO:root:message`. */
const PYTHON = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL):([\w.]{1,120}):/;
/** Java's: a thread, a logger and a dash before the message. */
const JAVA = /^(?:\[[^\]]{0,120}\] )?([A-Za-z_][\w.$]{1,160})(?::\d{1,6})? - /;
const QUOTED = /^(?:\.\.\.\s{1,4})?"((?:[^"\\]|\\.)*)"(?:\s+|$)/;

/** Reads text that is neither klog, JSON nor zap. */
export function textPayload(text: string): Payload {
  if (LOGFMT.test(text) && HAS_MSG.test(text)) return logfmt(text);
  const { time, rest: undated } = ownStamp(text);
  const python = PYTHON.exec(undated);
  if (python !== null) {
    const [header, level, logger] = python;
    const message = undated.slice(header.length);
    return { format: 'text-other', level: levelOf(level), time, message, fields: { logger }, caller: null };
  }
  const [header, ...words] = LEVEL.exec(undated) ?? [];
  const word = words.find((found) => found !== undefined);
  const level = levelOf(word) ?? letter(word);
  const rest = (header !== undefined && level !== null ? undated.slice(header.length) : undated)
    .replace(CAPNSLOG, '')
    .replace(SCOPE, '');
  const caller = CALLER.exec(rest) ?? JAVA.exec(rest);
  const said = caller === null ? rest : rest.slice(caller[0].length);
  const quoted = QUOTED.exec(said);
  return {
    format: 'text-other',
    level,
    time,
    message: quoted === null ? said : (quoted[1] ?? ''),
    fields: said.includes('=') ? pairs(quoted === null ? said : said.slice(quoted[0].length)) : {},
    caller: caller?.[1] ?? null,
  };
}

function letter(word: string | undefined): Payload['level'] {
  return word === undefined || word.length > 1 ? null : levelOf({ I: 'info', W: 'warn', E: 'error', F: 'fatal' }[word]);
}

function logfmt(text: string): Payload {
  const fields = pairs(text);
  return {
    format: 'text-other',
    level: levelOf(textOf(fields, 'level', 'lvl', 'severity')),
    time: fieldTime(textOf(fields, 'time', 'ts', 't')),
    message: textOf(fields, 'msg', 'message') ?? '',
    fields,
    caller: textOf(fields, 'caller', 'source', 'file'),
  };
}

function ownStamp(text: string): { time: string | null; rest: string } {
  const own = OWN_STAMP.exec(text);
  if (own !== null) return { time: dated(own[1] ?? ''), rest: text.slice(own[0].length) };
  const go = GO_STAMP.exec(text);
  if (go !== null) return { time: `${go[1]}-${go[2]}-${go[3]}T${go[4]}`, rest: text.slice(go[0].length) };
  const redis = REDIS.exec(text);
  const month = monthOf(redis?.[2] ?? '');
  if (redis !== null && month !== null) {
    return { time: `${redis[3] ?? '-'}-${month}-${redis[1]}T${redis[4]}`, rest: text.slice(redis[0].length) };
  }
  const clock = CLOCK.exec(text);
  return clock === null ? { time: null, rest: text } : { time: `T${clock[1]}`, rest: text.slice(clock[0].length) };
}
