// `b7le status` on the real cluster, and the report as contract 3 describes it.

import assert from 'node:assert/strict';
import { b7le, type Run, type RunOptions } from './b7le.ts';

export interface Finding {
  readonly id: string;
  readonly severity: 'critical' | 'warning' | 'info' | 'unknown';
  readonly lease: string | null;
  readonly subject: { readonly kind: string; readonly namespace: string | null; readonly name: string };
  readonly summary: string;
  readonly cause: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly remedy: readonly { readonly text: string; readonly command: string | null }[];
  readonly docs: string;
}

export interface Candidate {
  readonly pod: string;
  readonly node: string | null;
  readonly phase: string | null;
  readonly ready: boolean | null;
  readonly restarts: number | null;
  readonly role: 'leader' | 'standby' | 'not-competing' | 'unknown';
  readonly claims: boolean | null;
}

type Range = readonly [number, number];

export interface Election {
  readonly verdict: 'healthy' | 'warning' | 'critical' | 'unknown';
  readonly lease: {
    readonly namespace: string | null;
    readonly name: string | null;
    readonly uid: string | null;
    readonly resourceVersion: string | null;
    readonly holderIdentity: string | null;
    readonly leaseDurationSeconds: number | null;
    readonly acquireTime: string | null;
    readonly renewTime: string | null;
    readonly leaseTransitions: number | null;
    readonly strategy: string | null;
    readonly preferredHolder: string | null;
  };
  readonly state: 'renewing' | 'late' | 'released' | 'expired' | 'unclaimed' | 'absent' | 'off' | 'unknown';
  readonly evidence: 'server-clock' | 'two-reads' | 'holder-clock' | 'none';
  readonly renewedAgoMs: number | null;
  readonly holder: {
    readonly identity: string;
    readonly pod: string | null;
    readonly node: string | null;
    readonly match: 'exact' | 'likely' | 'none';
    readonly phase: string | null;
    readonly ready: boolean | null;
    readonly restarts: number | null;
  } | null;
  readonly candidates: readonly Candidate[];
  readonly workload: {
    readonly kind: string;
    readonly name: string;
    readonly replicas: number | null;
    readonly readyReplicas: number | null;
    readonly serviceAccount: string | null;
  } | null;
  readonly timing: {
    readonly leaseDurationMs: number | null;
    readonly renewDeadlineMs: number | null;
    readonly retryPeriodMs: number | null;
    readonly source: Readonly<Record<string, string | null>>;
    readonly marginMs: number | null;
    readonly crashFailoverMs: Range | null;
    readonly gracefulFailoverMs: Range | null;
    readonly apiOutageToleranceMs: number | null;
  };
}

export interface Report {
  readonly apiVersion: string;
  readonly kind: string;
  readonly generatedAt: string;
  readonly namespace: string | null;
  readonly cluster: {
    readonly context: string | null;
    readonly server: string | null;
    readonly version: string | null;
    readonly clockSkewMs: number | null;
  };
  readonly verdict: 'healthy' | 'warning' | 'critical' | 'unknown';
  readonly exitCode: number;
  readonly elections: readonly Election[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly { readonly what: string; readonly reason: string; readonly detail: string }[];
}

export interface Timed extends Run {
  readonly tookMs: number;
}

/** Runs `b7le status ARGS`, free of whatever the caller's shell has set for b7le. */
export async function status(args: readonly string[], options: RunOptions = {}): Promise<Timed> {
  const started = performance.now();
  const clean = { B7LE_NAMESPACE: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, LANG: 'C.UTF-8', LC_ALL: '' };
  const run = await b7le(['status', ...args], { ...options, env: { ...clean, ...options.env } });
  return { ...run, tookMs: performance.now() - started };
}

export interface Judged extends Timed {
  readonly report: Report;
  /** What came out, for the message of an assertion that fails. */
  readonly told: string;
  /** `id severity` of each finding that is neither info nor unknown, sorted. */
  readonly troubles: readonly string[];
  finding(id: string): Finding | undefined;
}

const REASONS = ['forbidden', 'not-found', 'timeout', 'unreachable', 'unsupported', 'error'];

/** Runs `b7le status ARGS -o json`, and holds what is true of every report: valid, complete, one exit code. */
export async function judge(args: readonly string[], options: RunOptions = {}): Promise<Judged> {
  const run = await status([...args, '-o', 'json'], options);
  const { stdout, stderr, code } = run;
  assert.ok(stdout.startsWith('{'), `no JSON: exit ${code}, stdout ${stdout}, stderr ${stderr}`);
  const report = JSON.parse(stdout) as Report;
  assert.equal(report.apiVersion, 'b7le/v1');
  assert.equal(report.kind, 'Status');
  assert.equal(report.exitCode, code, stdout);
  const expected = { healthy: 0, warning: 1, critical: 2, unknown: 3 }[report.verdict];
  for (const { reason } of report.gaps) assert.ok(REASONS.includes(reason), stdout);
  if (!args.includes('--fail-on')) assert.equal(code, expected, stdout);
  const troubles = report.findings
    .filter(({ severity }) => severity === 'critical' || severity === 'warning')
    .map(({ id, severity }) => `${id} ${severity}`)
    .sort();
  const finding = (id: string) => report.findings.find((one) => one.id === id);
  return {
    ...run,
    report,
    troubles,
    finding,
    told: `exit ${code} after ${Math.round(run.tookMs)}ms\n${stdout}${stderr}`,
  };
}

/** The only election of a report. */
export function only({ report, told }: Pick<Judged, 'report' | 'told'>): Election {
  const [first, ...more] = report.elections;
  assert.ok(first && more.length === 0, `one election expected: ${told}`);
  return first;
}

/** How many replicas play each part. */
export function rolesOf({ candidates }: Election): Partial<Record<Candidate['role'], number>> {
  const count: Partial<Record<Candidate['role'], number>> = {};
  for (const { role } of candidates) count[role] = (count[role] ?? 0) + 1;
  return count;
}
