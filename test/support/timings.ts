// Reports of `timing`, from flags and of an election of the fixtures, for the tests of screens and of the schema.

import { diagnose } from '../../src/checks/diagnose.ts';
import type { TimingFlags } from '../../src/cli/timing-flags.ts';
import { planAlone, planOfElection } from '../../src/cli/timing-plan.ts';
import { bareReport, reportOf } from '../../src/report/report.ts';
import { type TimingReport, timingReportOf } from '../../src/report/timing-report.ts';
import { LOOKS, type Look, SITUATIONS } from './screen.ts';

/** `timing` has no junit. */
export const PLAIN_LOOKS: readonly Look[] = LOOKS.filter(({ format }) => format !== 'junit');

const S = 1000;

export function alone(flags: TimingFlags): TimingReport {
  return timingReportOf(bareReport('2026-05-02T10:00:00Z'), planAlone(flags), 'warning');
}

export function triple(ld: number, rd: number, rp: number, more: TimingFlags = {}): TimingFlags {
  return { 'lease-duration': ld * S, 'renew-deadline': rd * S, 'retry-period': rp * S, ...more };
}

/** Of the one election of a fixture in `screens`. */
export function ofElection(situation: string, flags: TimingFlags = {}): TimingReport {
  const found = SITUATIONS.find(({ name }) => name === situation);
  if (!found) throw new Error(`no situation ${situation}`);
  const diagnosis = diagnose(found.observation, { suites: ['timing'] });
  const plan = planOfElection(diagnosis, flags);
  if (!plan) throw new Error(`${situation} has no election`);
  return timingReportOf(reportOf(found.observation, diagnosis, 'warning'), plan, 'warning');
}

export const TIMINGS: readonly { readonly name: string; readonly report: TimingReport }[] = [
  { name: 'timing-conservative', report: alone(triple(30, 20, 5, { replicas: 3, 'release-on-cancel': true })) },
  { name: 'timing-refused', report: alone(triple(10, 15, 2)) },
  { name: 'timing-negative', report: alone(triple(15, 14, 2, { 'release-on-cancel': false })) },
  { name: 'timing-goal', report: alone({ 'max-failover': 20 * S, latency: 200 }) },
  { name: 'timing-no-advice', report: alone({ 'max-failover': 20 * S, 'api-outage': 60 * S, replicas: 1 }) },
  { name: 'timing-election', report: ofElection('crash') },
];
