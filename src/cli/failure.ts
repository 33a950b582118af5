// How an error is told: one sentence, what to do, the exit code. No stack trace reaches a user; B7LE_DEBUG=1 shows one.

import { ClusterError } from '../cluster/cluster-error.ts';
import { line, sign, span, type View } from '../report/view.ts';
import { surfaceOf } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const EXIT = { unknown: 3, usage: 64 } as const;

interface Failure {
  readonly word: string;
  readonly sentence: string;
  readonly hint: string | null;
  readonly exitCode: number;
}

/** Writes the sentence to stderr and returns the exit code (contract 2). */
export async function tellFailure(error: unknown, noColor = false): Promise<number> {
  const { paint } = await import('../report/paint.ts');
  const { word, sentence, hint, exitCode } = failureOf(error);
  const view: View = [
    line(0, [sign('unknown'), span(` ${word}`, 'strong'), span(`   ${sentence}`)], 2),
    ...(hint === null ? [] : [line(2, [span(hint)], 2)]),
  ];
  process.stderr.write(paint(view, surfaceOf(process.stderr, process.env, noColor)));
  if (process.env.B7LE_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exitCode;
}

function failureOf(error: unknown): Failure {
  if (error instanceof ClusterError) {
    return { word: 'cannot tell', sentence: error.message, hint: error.hint, exitCode: EXIT.unknown };
  }
  if (error instanceof UsageError) {
    return { word: 'wrong usage', sentence: error.sentence, hint: error.hint, exitCode: EXIT.usage };
  }
  const { message, oclif } = error as { message?: string; oclif?: { exit?: number } };
  const [sentence = ''] = String(message ?? error)
    .replace(/^The following errors? occurred:\s*/, '')
    .trim()
    // oclif says what it parsed in a line of its own
    .replace(/^Parsing (--\S+)\s*\n\s*/, '$1: ')
    .split('\n');
  if (oclif !== undefined) {
    return {
      word: 'wrong usage',
      sentence: sentence.trim(),
      hint: 'b7le --help, or b7le COMMAND --help',
      exitCode: EXIT.usage,
    };
  }
  return {
    word: 'cannot tell',
    sentence: `b7le itself failed: ${sentence}`,
    hint: 'B7LE_DEBUG=1 shows where; please report it',
    exitCode: EXIT.unknown,
  };
}
