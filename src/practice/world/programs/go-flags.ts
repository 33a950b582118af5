// Go's own flag package: one dash or two, booleans only as `-x` or `-x=false`, the first other word ends the flags.

import { parseDuration } from '../../../election/duration.ts';

export interface Flag {
  readonly type: 'bool' | 'string' | 'duration' | 'int';
  readonly value: string;
  readonly help: string;
}

export type Flags = Readonly<Record<string, Flag>>;

export type Parsed =
  | { readonly values: Readonly<Record<string, string>> }
  /** What Go prints before it exits with 2, the usage included. */
  | { readonly refusal: string };

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** @param program as Go's usage names it: `/manager` @param args without the program */
export function parseFlags(program: string, flags: Flags, args: readonly string[]): Parsed {
  const values: Record<string, string> = {};
  for (const [name, { value }] of Object.entries(flags)) values[name] = value;
  const refuse = (why: string): Parsed => ({ refusal: `${why}\n${usageOf(program, flags)}` });
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (!/^--?./.test(word) || word === '--') break;
    const text = word.replace(/^--?/, '');
    if (/^[-=]/.test(text)) return refuse(`bad flag syntax: ${word}`);
    const [, name, given] = /^([^=]+)(?:=([\s\S]*))?$/.exec(text) as unknown as [string, string, string | undefined];
    if (name === 'h' || name === 'help') return { refusal: usageOf(program, flags) };
    const flag = flags[name];
    if (flag === undefined) return refuse(`flag provided but not defined: -${name}`);
    if (flag.type === 'bool') {
      const value = given ?? 'true';
      if (![...TRUE, ...FALSE].includes(value))
        return refuse(`invalid boolean value ${JSON.stringify(value)} for -${name}: parse error`);
      values[name] = TRUE.includes(value) ? 'true' : 'false';
      continue;
    }
    const value = given ?? args[++at];
    if (value === undefined) return refuse(`flag needs an argument: -${name}`);
    if (!fits(flag, value)) return refuse(`invalid value ${JSON.stringify(value)} for flag -${name}: parse error`);
    values[name] = value;
  }
  return { values };
}

function fits({ type }: Flag, value: string): boolean {
  if (type === 'duration') return parseDuration(value) !== null;
  return type !== 'int' || /^[+-]?\d+$/.test(value);
}

/** The list of all flags, by name. */
function usageOf(program: string, flags: Flags): string {
  const lines = Object.entries(flags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { type, value, help }]) => {
      const kind = type === 'bool' ? '' : ` ${type}`;
      const shown = type === 'string' ? JSON.stringify(value) : type === 'duration' ? goText(value) : value;
      const zero = value === '' || value === 'false' || value === '0';
      return `  -${name}${kind}\n    \t${help}${zero ? '' : ` (default ${shown})`}`;
    });
  return [`Usage of ${program}:`, ...lines].join('\n');
}

/** Go prints a default duration in full. */
function goText(value: string): string {
  return /^\d+m$/.test(value) ? `${value}0s` : value;
}
