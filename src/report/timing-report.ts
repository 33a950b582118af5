// The report of `timing` (contract 3): a triple judged, simulated, compared, and what would meet a goal.

import type { Finding, Subject, Trouble } from '../checks/check.ts';
import { refusalTrouble } from '../checks/timing-invalid.ts';
import { marginTrouble } from '../checks/timing-margin.ts';
import { formatDuration } from '../election/duration.ts';
import { refusalOf, type Timing } from '../election/timing.ts';
import { adviceFor, type Goal, meets } from '../elector/advice.ts';
import { type Distribution, simulated } from '../elector/distribution.ts';
import { figuresOf } from '../elector/figures.ts';
import { presets } from '../elector/presets.ts';
import type { Triple } from '../elector/simulation.ts';
import { type ErrorFacts, errorReport } from './error-report.ts';
import type { Report } from './report.ts';
import { isSame, type ReportedFigures, type ReportedTiming, reported, reportedTiming } from './timing-figures.ts';
import { exitCodeOf, type FailOn, type Verdict } from './verdict.ts';

export interface TimingReport extends Report {
  kind: 'Timing';
  timing: ReportedTiming | null;
  simulation: { standbys: number; crash: Distribution | null; graceful: Distribution | null } | null;
  presets: (ReportedFigures & { readonly names: readonly string[]; readonly same: boolean })[];
  goal: {
    readonly maxFailoverMs: number | null;
    readonly apiOutageMs: number | null;
    readonly latencyMs: number | null;
    /** Whether the triple itself meets it; null where it is not known. */
    readonly met: boolean | null;
  } | null;
  advice: (ReportedFigures & { readonly compromises: readonly string[] }) | null;
}

/** What is asked about: the timings of a flag or of an election. */
export interface Plan {
  readonly timing: Timing;
  readonly goal: Goal;
  /** Findings made of an election; null to judge the timings alone. */
  readonly findings: readonly Finding[] | null;
  readonly skip: readonly string[];
}

export function isTiming(report: Report): report is TimingReport {
  return report.kind === 'Timing';
}

/** `30s,20s,5s`, a question mark for what is not known. */
export function tripleWords(timing: Pick<Timing, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs'>): string {
  const parts = [timing.leaseDurationMs, timing.renewDeadlineMs, timing.retryPeriodMs];
  return parts.map((ms) => (ms === null ? '?' : formatDuration(ms))).join(',');
}

/** The timings themselves stand for them where no election does. */
export function titleOfTiming({ timing }: TimingReport): string {
  return timing === null ? '' : tripleWords(timing);
}

/** @param base the frame: where it was read, and the one election where there is one */
export function timingReportOf(base: Report, { timing, goal, findings, skip }: Plan, failOn: FailOn): TimingReport {
  const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } = timing;
  const refusal = refusalOf(ld, rd, rp);
  const triple =
    ld !== null && rd !== null && rp !== null ? { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } : null;
  const latencyMs = goal.latencyMs ?? 0;
  const works = triple !== null && refusal === null;
  const figures = works ? figuresOf(triple, { replicas: goal.replicas, latencyMs }) : null;
  const found = findings ?? troublesOf(timing, refusal, base, skip);
  const verdict = verdictOf(found, triple !== null);
  const advice = wishes(goal) ? adviceFor(goal) : null;
  return {
    ...base,
    kind: 'Timing',
    verdict,
    exitCode: exitCodeOf(verdict, failOn),
    findings: [...found],
    // whether the Lease is renewed was not asked
    gaps: [...base.gaps.filter(({ reason }) => reason !== 'timeout'), ...(triple === null ? [UNKNOWN] : [])],
    timing: reportedTiming(timing, refusal, goal, figures),
    simulation: works ? simulation(triple, timing.releaseOnCancel, goal.replicas, latencyMs) : null,
    presets: presets().map((preset) => ({
      names: preset.names,
      ...reported(preset.triple, figuresOf(preset.triple, { replicas: goal.replicas, latencyMs })),
      same: triple !== null && isSame(preset.triple, triple),
    })),
    goal: wishes(goal) ? reportedGoal(goal, triple) : null,
    advice: advice && { ...reported(advice.triple, advice.figures), compromises: advice.compromises },
  };
}

/** The report where nothing could be read. */
export function timingErrorReport(facts: ErrorFacts): TimingReport {
  const nothing = { timing: null, simulation: null, presets: [], goal: null, advice: null };
  return { ...errorReport(facts), kind: 'Timing', ...nothing };
}

const UNKNOWN = {
  what: 'the timings',
  reason: 'not-found',
  detail: 'renew deadline and retry period are stored nowhere: give --renew-deadline and --retry-period',
} as const;

function wishes({ maxFailoverMs, apiOutageMs, latencyMs }: Goal): boolean {
  return maxFailoverMs !== null || apiOutageMs !== null || latencyMs !== null;
}

function reportedGoal(goal: Goal, triple: Triple | null): TimingReport['goal'] {
  const { maxFailoverMs, apiOutageMs, latencyMs } = goal;
  return { maxFailoverMs, apiOutageMs, latencyMs, met: triple === null ? null : meets(goal, triple) };
}

function verdictOf(findings: readonly Finding[], known: boolean): Verdict {
  const has = (severity: string) => findings.some((finding) => finding.severity === severity);
  if (has('critical')) return 'critical';
  if (!known) return 'unknown';
  return has('warning') ? 'warning' : 'healthy';
}

/** The two judgements of a triple alone; what client-go refuses has no margin to speak of. */
function troublesOf(timing: Timing, refusal: string | null, base: Report, skip: readonly string[]): Finding[] {
  const { leaseDurationMs: ld, renewDeadlineMs: rd, retryPeriodMs: rp } = timing;
  const [election] = base.elections;
  const subject: Subject = election
    ? { kind: 'Lease', namespace: election.lease.namespace, name: election.lease.name ?? '' }
    : { kind: 'Timings', namespace: null, name: tripleWords(timing) };
  const [id, trouble] =
    refusal === null
      ? (['timing-margin', marginTrouble(timing, subject)] as const)
      : (['timing-invalid', refusalTrouble([ld, rd, rp], refusal, null, subject, null)] as const);
  if (trouble === null || skip.includes(id)) return [];
  return [findingOf(id, trouble, election?.id ?? '', election?.lease.name ?? null)];
}

function findingOf(id: string, trouble: Trouble, election: string, lease: string | null): Finding {
  return { id, lease, election, cause: false, follows: false, docs: `docs/findings/${id}.md`, ...trouble };
}

/** The same timings always give the same picture. */
function simulation(triple: Triple, release: boolean | null, replicas: number, latencyMs: number) {
  const standbys = Math.max(0, replicas - 1);
  const question = { triple, standbys, latencyMs };
  const crash = simulated({ ...question, event: standbys > 0 ? 'crash' : 'restart' }, 'crash');
  const graceful = release === true && standbys > 0 ? simulated({ ...question, event: 'release' }, 'release') : null;
  return { standbys, crash, graceful };
}
