// `b7le doctor` on the real cluster: what it holds to be the first cause, and that nothing critical is said that is not so.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../../src/checks/check.ts';
import type { DoctorReport } from '../../src/report/doctor-report.ts';
import { b7le } from './b7le.ts';

const CLEAN = { B7LE_NAMESPACE: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, LANG: 'C.UTF-8', LC_ALL: '' };

export interface Doctored {
  readonly report: DoctorReport;
  readonly code: number | null;
  /** The finding that stands first: a cause, else the worst that follows from nothing; undefined where nothing is wrong. */
  readonly first: Finding | undefined;
  readonly critical: readonly Finding[];
  readonly tookMs: number;
  readonly told: string;
}

export async function doctor(...args: readonly string[]): Promise<Doctored> {
  const started = performance.now();
  const { stdout, stderr, code } = await b7le(['doctor', ...args, '-o', 'json'], { env: CLEAN });
  const tookMs = performance.now() - started;
  assert.ok(stdout.startsWith('{'), `no JSON: exit ${code}, stdout ${stdout}, stderr ${stderr}`);
  const report = JSON.parse(stdout) as DoctorReport;
  assert.deepEqual([report.kind, report.exitCode], ['Doctor', code], stdout);
  const problems = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  const [first] = problems.filter(({ follows }) => !follows).sort((a, b) => Number(b.cause) - Number(a.cause));
  const critical = problems.filter(({ severity }) => severity === 'critical');
  const lines = report.findings.map(
    ({ id, severity, cause, follows, summary }) =>
      `${severity} ${cause ? 'CAUSE ' : ''}${follows ? 'follows ' : ''}${id}: ${summary}`,
  );
  const gaps = report.gaps.map(({ what, detail }) => `gap ${what}: ${detail}`);
  return { report, code, first, critical, tookMs, told: `exit ${code}\n${[...lines, ...gaps].join('\n')}\n${stderr}` };
}

/**
 * Asks until the first cause is the one that was made, and what it brings about is there and follows from it; no critical
 * finding but the ones allowed may ever be said.
 * @param follows ids that may be critical beside the cause; `effect`: the one to wait for
 */
export async function firstCause(
  namespace: string,
  cause: string,
  follows: readonly string[],
  { ms = 90_000, effect }: { readonly ms?: number; readonly effect?: string } = {},
): Promise<Doctored> {
  const end = performance.now() + ms;
  for (;;) {
    const seen = await doctor('-n', namespace);
    const stray = seen.critical.map(({ id }) => id).filter((id) => id !== cause && !follows.includes(id));
    assert.deepEqual(stray, [], `while ${cause} was made:\n${seen.told}`);
    const brought = effect === undefined || seen.report.findings.some(({ id, follows: so }) => id === effect && so);
    if (seen.first?.id === cause && brought) {
      const proposed = seen.report.next.length > 0 || seen.first.remedy.length > 0;
      assert.ok(proposed, seen.told);
      for (const { command } of seen.report.next) assert.doesNotMatch(command, /NAMESPACE|[<>]/, seen.told);
      return seen;
    }
    assert.ok(performance.now() < end, `${cause} is not the first cause after ${ms / 1000}s:\n${seen.told}`);
    await sleep(700);
  }
}
