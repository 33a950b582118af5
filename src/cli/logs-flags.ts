// The flags of `logs`: which lines, of which containers, and how they are shown.

import * as Flags from '@oclif/core/flags';
import { instantOf } from '../logs/instant.ts';
import { durationFlag } from './flags.ts';
import { UsageError } from './usage-error.ts';

const WHICH = { helpGroup: 'WHICH LINES' };
const SHOWN = { helpGroup: 'OUTPUT' };
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export const logsFlags = {
  since: durationFlag({ summary: 'how far back (1h); 0 reads all', exclusive: ['since-time'], ...WHICH }),
  'since-time': Flags.custom<string>({
    helpValue: 'TIME',
    summary: 'from this moment on, RFC 3339',
    ...WHICH,
    parse: async (text) => {
      if (RFC3339.test(text) && instantOf(text) !== null) return text;
      throw new UsageError(
        `--since-time ${JSON.stringify(text)} is no moment`,
        'write it as RFC 3339 has it: 2026-11-28T14:02:00Z',
      );
    },
  })(),
  tail: Flags.integer({ min: -1, helpValue: 'N', summary: 'only the last N lines of each log; -1 for all', ...WHICH }),
  previous: Flags.option({
    options: ['only', 'never'] as const,
    summary: 'only or never the logs of processes before a restart; else they are read too',
    ...WHICH,
  })(),
  container: Flags.string({
    char: 'c',
    helpValue: 'NAME',
    summary: 'only this container; else every one',
    ...WHICH,
  }),
  grep: Flags.custom<RegExp>({
    helpValue: 'REGEX',
    summary: 'the lines that match, events or not; (?i) in front ignores case',
    ...WHICH,
    parse: async (text) => regexOf(text),
  })(),
  all: Flags.boolean({ summary: 'every line, events marked', ...WHICH }),
  follow: Flags.boolean({ char: 'f', summary: 'go on until Ctrl-C', ...WHICH }),
  file: Flags.string({
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'read this saved log instead of a cluster, - for stdin; may be repeated',
    ...WHICH,
  }),
  year: Flags.integer({
    min: 1970,
    max: 9999,
    helpValue: 'YEAR',
    summary: "of klog's stamps in a saved log (that of the file)",
    dependsOn: ['file'],
    ...WHICH,
  }),
  timeline: Flags.boolean({
    allowNo: true,
    summary: 'draw who led when, above the list (on a terminal it is drawn anyway)',
    ...SHOWN,
  }),
  raw: Flags.boolean({ summary: 'lines as they are, control characters too; to a pipe or a file only', ...SHOWN }),
};

/** @throws UsageError for what is no regular expression */
function regexOf(text: string): RegExp {
  // as grep's and Go's users write it; JavaScript has flags instead
  const [, ignoring, pattern = ''] = /^(\(\?i\))?(.*)$/s.exec(text) ?? [];
  try {
    return new RegExp(pattern, ignoring ? 'i' : '');
  } catch (error) {
    const why = String((error as Error).message).replace(/^Invalid regular expression: /, '');
    throw new UsageError(`--grep ${JSON.stringify(text)} is no regular expression: ${why}`);
  }
}

export interface LogsFlags {
  readonly since?: number | undefined;
  readonly 'since-time'?: string | undefined;
  readonly tail?: number | undefined;
  readonly previous?: 'only' | 'never' | undefined;
  readonly container?: string | undefined;
  readonly grep?: RegExp | undefined;
  readonly all: boolean;
  readonly follow: boolean;
  readonly file?: string[] | undefined;
  readonly year?: number | undefined;
  readonly timeline?: boolean | undefined;
  readonly raw: boolean;
}

/** Formats that have lines. */
export const LIVE_FORMATS: readonly string[] = ['table', 'wide', 'json', 'yaml'];

/** What of a line's flags makes no sense together. @throws UsageError */
export function checkLogsFlags(flags: LogsFlags & Readonly<Record<string, unknown>>, target: string | undefined): void {
  if (flags.raw && process.stdout.isTTY)
    throw new UsageError('--raw passes control characters on, and a terminal would obey them', 'add | less, or > FILE');
  if (flags.follow && flags.timeout !== undefined) throw new UsageError('-f has no --timeout: it goes on until Ctrl-C');
  const { output } = flags;
  if (flags.follow && typeof output === 'string' && !LIVE_FORMATS.includes(output))
    throw new UsageError(`-f has no -o ${output}`, `it has ${LIVE_FORMATS.join(', ')}`);
  if (flags['all-namespaces']) throw new UsageError('logs takes one election, so -A does not go with it');
  if (flags.follow && flags.previous === 'only')
    throw new UsageError('-f and --previous=only exclude each other: an earlier process prints no more');
  if (flags.file === undefined) return;
  const cluster = ['follow', 'since', 'tail', 'previous', 'container', 'namespace', 'context', 'kubeconfig', 'as'];
  const wrong = cluster.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (wrong) throw new UsageError(`--${wrong} is for a cluster, and --file reads none`);
  if (target !== undefined) throw new UsageError(`TARGET ${target} is of a cluster, and --file reads none`);
}

const DEFAULT_SINCE_MS = 3_600_000;

/**
 * From when on to read, RFC 3339 to a second. @param now the API server's time
 * @returns null for all there is; `--tail` alone asks for the last lines however old they are
 */
export function sinceOf(flags: Pick<LogsFlags, 'since' | 'since-time' | 'tail'>, now: string): string | null {
  if (flags['since-time'] !== undefined) return flags['since-time'];
  if (flags.since === 0 || (flags.since === undefined && flags.tail !== undefined)) return null;
  const at = Date.parse(now) - (flags.since ?? DEFAULT_SINCE_MS);
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
