// Reports of failover tests as they can be, for what shows them and for what describes them.

import { planFailover } from '../../src/actions/failover-test.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { type Election, electionsOf } from '../../src/election/election.ts';
import { type FailoverMethod, failoverTerms } from '../../src/election/failover-terms.ts';
import type { Observation } from '../../src/election/observation.ts';
import { failoverFindings } from '../../src/report/failover-findings.ts';
import {
  type FailoverReport,
  failoverPlan,
  failoverRefused,
  failoverReportOf,
  type ReportedRound,
  roundsVerdict,
} from '../../src/report/failover-report.ts';
import { reportOf } from '../../src/report/report.ts';
import { HASH, identityOf, makeObservation, makePod, WORKLOAD } from './build.ts';

const A = identityOf(makePod());
const B = identityOf(`${WORKLOAD}-${HASH}-9ccl2`, '11111111-2222-4333-8444-555555555555');
const C = identityOf(`${WORKLOAD}-${HASH}-zpj57`, '22222222-2222-4333-8444-555555555555');

/** The election of an observation, which has one. */
export function electionIn(observation: Observation): Election {
  const [election] = electionsOf(observation);
  if (!election) throw new Error('no election');
  return election;
}

/** A healthy install of three replicas, one of which leads. */
export function threeReplicas(): Observation {
  const pods = ['zcbmh', '9ccl2', 'zpj57'].map((end) =>
    makePod({ name: `${WORKLOAD}-${HASH}-${end}`, uid: `uid-${end}` }),
  );
  return makeObservation({ pods });
}

export function makeRound(more: Partial<ReportedRound> = {}): ReportedRound {
  return {
    from: A,
    to: B,
    triggeredAt: '2026-11-23T12:00:00.120Z',
    leaseFreedMs: 210,
    takeoverMs: 1420,
    leaderlessMs: 1210,
    leaderlessFrom: 'release',
    workMs: 1610,
    workBy: 'log',
    hops: [more.to ?? B],
    handovers: [{ from: A, to: more.to ?? B, afterMs: 1420, leaderlessMs: 1210, leaderlessFrom: 'release' }],
    lastRenewalMs: -800,
    replacementReadyMs: 3100,
    twoClaimedMs: 0,
    outcome: 'taken-over',
    withinBounds: true,
    why: null,
    accuracyMs: 12,
    ...more,
  };
}

export function failoverReport(rounds: readonly ReportedRound[], told: string, wanted = rounds.length): FailoverReport {
  const observation = threeReplicas();
  const election = electionIn(observation);
  const base = reportOf(observation, diagnose(observation, { skip: [] }), 'warning');
  const findings = [...failoverFindings(rounds, base), ...base.findings];
  const { expectedMs } = failoverTerms(election, 'delete', { waitMs: null, maxMs: null });
  const more = {
    performed: rounds.length > 0,
    rounds: [...rounds],
    expectedMs,
    findings,
    ...roundsVerdict(rounds, 'warning'),
  };
  return failoverReportOf({ base, method: 'delete', wanted }, told, more);
}

function planned(method: FailoverMethod): FailoverReport {
  const observation = threeReplicas();
  const election = electionIn(observation);
  const base = reportOf(observation, diagnose(observation, { skip: [] }), 'warning');
  const options = { method, rounds: 3, force: false, maxMs: null, waitMs: null };
  const found = planFailover(election, { observation, rights: [], node: null, other: null }, options);
  const frame = { base, method, wanted: 3 };
  if ('refusal' in found) return failoverRefused(frame, found.refusal);
  if (!('plan' in found)) throw new Error('neither plan nor refusal');
  const { expectedMs } = failoverTerms(election, method, options);
  const told = 'nothing was changed: --dry-run shows what would be done';
  return failoverReportOf(frame, told, { plan: failoverPlan(found.plan), expectedMs, exitCode: 0 });
}

const SLOW =
  'release on shutdown is on, and the Lease was not released: it was killed before it let go (exit 137): its grace is too short';

export const FAILOVERS: readonly { readonly name: string; readonly report: FailoverReport }[] = [
  {
    name: 'failover-healthy',
    report: failoverReport(
      [
        makeRound(),
        makeRound({ from: B, to: C, leaseFreedMs: 190, takeoverMs: 2870, leaderlessMs: 2680, workMs: 3020 }),
        makeRound({ from: C, to: A, leaseFreedMs: 200, takeoverMs: 960, leaderlessMs: 760, workMs: 1100 }),
      ],
      '3 of 3 within bounds',
    ),
  },
  {
    name: 'failover-slow',
    report: failoverReport(
      [
        makeRound({
          leaseFreedMs: null,
          takeoverMs: 21_300,
          leaderlessMs: 12_000,
          leaderlessFrom: 'container-end',
          workMs: null,
          workBy: null,
          twoClaimedMs: null,
          withinBounds: false,
          why: SLOW,
        }),
      ],
      '0 of 1 within bounds',
    ),
  },
  {
    name: 'failover-failed',
    report: failoverReport(
      [
        makeRound(),
        makeRound({
          from: B,
          to: null,
          hops: [],
          handovers: [],
          takeoverMs: null,
          leaderlessMs: null,
          leaderlessFrom: null,
          workMs: null,
          workBy: null,
          outcome: 'nobody',
          withinBounds: false,
          why: 'the Lease was released after 0.21s, and nobody took it within 38.8s',
        }),
      ],
      'stopped at round 2 of 5: the Lease was released after 0.21s, and nobody took it within 38.8s',
      5,
    ),
  },
  {
    name: 'failover-idle',
    report: failoverReport(
      [
        makeRound({
          workMs: null,
          workBy: null,
          outcome: 'idle',
          withinBounds: false,
          why: `${B.split('_')[0]} leads, and its workers have not started`,
        }),
      ],
      `${B.split('_')[0]} leads, and its workers have not started`,
    ),
  },
  {
    name: 'failover-void',
    report: failoverReport(
      [
        makeRound({
          leaseFreedMs: null,
          takeoverMs: null,
          leaderlessMs: null,
          leaderlessFrom: null,
          workMs: null,
          workBy: null,
          outcome: 'void',
          withinBounds: null,
          why: 'the watch was down when the Lease changed, and nothing tells when that was',
        }),
      ],
      '0 of 1 within bounds, 1 void',
    ),
  },
  { name: 'failover-planned', report: planned('delete') },
  { name: 'failover-refused', report: planned('release') },
];
