// The report of `break-lease` (contract 3): what was decided, what was done, and who came.

import type { Plan, Refusal } from '../actions/plan.ts';
import { type ErrorFacts, errorReport } from './error-report.ts';
import type { Report } from './report.ts';
import type { Verdict } from './verdict.ts';

/**
 * How it went on. `would`: `--dry-run` showed what would be done. `declined`: the question was not answered with yes. `conflict`:
 * somebody wrote in between. `failed`: the write was refused, or did not reach the server. `unclear`: nobody knows whether it was done.
 */
export type BreakOutcome =
  | 'nothing'
  | 'refused'
  | 'would'
  | 'declined'
  | 'conflict'
  | 'failed'
  | 'unclear'
  | 'taken-over'
  | 'not-kept'
  | 'nobody-came';

export interface BreakReport extends Report {
  kind: 'BreakLease';
  method: 'delete' | 'release';
  /** Whether the Lease was deleted or released by this command. */
  performed: boolean;
  /** Why not, in a sentence; null where it was done or nothing was refused. */
  refusal: string | null;
  /** The reason in a word, for programs. */
  refusalReason: string | null;
  /** The path of the copy; null where nothing was touched. */
  backup: string | null;
  newHolder: string | null;
  /** From the write to the new holder, exact to a quarter of a second. */
  takeoverMs: number | null;
  outcome: BreakOutcome;
  /** The outcome in a sentence. */
  told: string;
  /** What was or would be done; null where it was refused or there was nothing to do. */
  plan: {
    facts: readonly string[];
    words: readonly string[];
    will: readonly string[];
    advice: readonly { readonly text: string; readonly command: string | null }[];
  } | null;
}

export function isBreak(report: Report): report is BreakReport {
  return report.kind === 'BreakLease';
}

const NOTHING = {
  performed: false,
  refusal: null,
  refusalReason: null,
  backup: null,
  newHolder: null,
  takeoverMs: null,
  plan: null,
} as const;

/** How each outcome ends the command; `failed` is 3 or 4 by its own reason (contract 2). */
const EXIT: Record<BreakOutcome, number> = {
  nothing: 0,
  refused: 4,
  would: 0,
  declined: 4,
  conflict: 4,
  failed: 3,
  unclear: 3,
  'taken-over': 0,
  'not-kept': 2,
  'nobody-came': 2,
};
const VERDICT: Partial<Record<BreakOutcome, Verdict>> = {
  failed: 'unknown',
  unclear: 'unknown',
  'taken-over': 'healthy',
  'not-kept': 'critical',
  'nobody-came': 'critical',
};

/** @param base the election as it was before, with its findings */
export function breakReportOf(
  base: Report,
  method: BreakReport['method'],
  outcome: BreakOutcome,
  told: string,
  more: Partial<Omit<BreakReport, keyof Report>> & { readonly exitCode?: number } = {},
): BreakReport {
  const verdict = VERDICT[outcome] ?? base.verdict;
  const { exitCode = EXIT[outcome], ...rest } = more;
  return { ...base, ...NOTHING, kind: 'BreakLease', method, verdict, exitCode, outcome, told, ...rest };
}

/** What was refused, as it is reported. */
export function refusedReport(base: Report, method: BreakReport['method'], refusal: Refusal): BreakReport {
  const { reason, sentence, exitCode, facts, words, advice } = refusal;
  return breakReportOf(base, method, 'refused', sentence, {
    refusal: sentence,
    refusalReason: reason,
    exitCode,
    plan: { facts, words: words.map(({ text }) => text), will: [], advice },
  });
}

/** A plan as it is reported. */
export function reportedPlan({ facts, words, will, advice }: Plan): NonNullable<BreakReport['plan']> {
  return { facts, words: words.map(({ text }) => text), will, advice };
}

/** The report where nothing could be read. */
export function breakErrorReport(facts: ErrorFacts, method: BreakReport['method']): BreakReport {
  return { ...breakReportOf(errorReport(facts), method, 'failed', facts.detail), refusal: null };
}
