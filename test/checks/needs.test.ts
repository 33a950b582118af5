// What a check declares to need is what it uses; and missing evidence makes b7le say less, never something better.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Check, Finding, Severity } from '../../src/checks/check.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import { CHECKS } from '../../src/checks/index.ts';
import type { Election } from '../../src/election/election.ts';
import type { Evidence, Observation } from '../../src/election/observation.ts';
import { reportOf } from '../../src/report/report.ts';
import { fixtures, folders } from '../support/fixture.ts';
import { LOST, type Need, withGap, without } from '../support/without.ts';

const READ: readonly Evidence[] = [
  'leases',
  'pods',
  'workloads',
  'events',
  'nodes',
  'version',
  'elsewhere',
  'budgets',
  'node-count',
  'locks',
  'pod-events',
  'lease-candidates',
  'policies',
  'services',
  'server-ports',
  'logs',
];
/** Evidence that a check can often do without, so that it says by itself where it could not. */
const TOLD_BY_ITSELF: Readonly<Record<string, readonly Need[]>> = {
  'lease-absent': ['workloads'],
  'lease-released': ['renewal'],
  'lease-recreated': ['events'],
  'lease-flapping': ['events', 'pods', 'workloads', 'logs'],
  'release-failed': ['pod-events', 'logs'],
  'multiple-leaders': ['logs'],
  'leader-idle': ['logs'],
  'candidates-not-competing': ['logs'],
  'unknown-flag': ['logs'],
  'api-unreachable': ['logs'],
  'api-slow': ['logs'],
  'client-throttled': ['logs'],
  'account-rejected': ['logs'],
  'two-leases': ['renewal'],
  'shared-lease': ['events', 'pods'],
  'legacy-lock': ['locks', 'renewal'],
  'holder-wedged': ['lease-candidates'],
  'no-candidates': ['lease-candidates'],
  'egress-blocked': ['server-ports', 'renewal'],
  'single-candidate': ['lease-candidates'],
};
/** A finding that says the same with less, where it is not known whether somebody should have taken the Lease. */
const SAID_LESS: Readonly<Record<string, string>> = {
  'lease-unclaimed': 'lease-expired',
  // a handover that cannot be told from a crash is a warning
  'lease-late': 'lease-late',
  'lease-expired': 'lease-expired',
  // whether somebody still leads decides how grave it is
  'account-missing': 'account-missing',
};

const COMPLETE = folders()
  .flatMap(fixtures)
  .filter(({ observation }) => observation.gaps.length === 0);

/** What a check found in a fixture, and what it finds once something could not be read. */
interface Loss {
  readonly check: Check;
  readonly need: Need;
  readonly where: string;
  readonly before: readonly Severity[];
  readonly after: readonly Severity[];
  /** True where more elections than before have no answer. */
  readonly worse: boolean;
}

function losses(needs: readonly Need[], lose: (need: Need, observation: Observation) => Observation): Loss[] {
  return COMPLETE.flatMap(({ folder, name, observation }) => {
    const whole = diagnose(observation);
    return needs.flatMap((need) => {
      const left = diagnose(lose(need, observation));
      if (left.elections.length < whole.elections.length) return [];
      return CHECKS.flatMap((check): Loss[] => {
        const all = severitiesOf(whole.findings, check.id);
        const before = all.filter((severity) => severity !== 'unknown');
        const after = severitiesOf(left.findings, check.id);
        const worse = after.filter((severity) => severity === 'unknown').length > all.length - before.length;
        const less = severitiesOf(left.findings, SAID_LESS[check.id] ?? '').includes('warning');
        return before.length === 0 || less ? [] : [{ check, need, where: `${folder}/${name}`, before, after, worse }];
      });
    });
  });
}

function severitiesOf(findings: readonly Finding[], wanted: string): Severity[] {
  return findings.filter(({ id }) => id === wanted).map(({ severity }) => severity);
}

function needs({ check, need }: Loss): boolean {
  return check.needs.includes(need) || (TOLD_BY_ITSELF[check.id] ?? []).includes(need);
}

/** One line for each check and kind of evidence, with the first fixture that shows it. */
function told(some: readonly Loss[]): string[] {
  const lines = new Map<string, string>();
  for (const { check, need, where, before, after } of some) {
    const key = `${check.id} without ${need}`;
    if (!lines.has(key)) lines.set(key, `${key}: ${before} becomes ${after.length > 0 ? after : 'silence'} (${where})`);
  }
  return [...lines.values()];
}

describe('the needs of a check', () => {
  it('are all that a gap makes unknown', () => {
    const declared = losses(READ, (need, observation) => withGap(need as Evidence, observation));
    const wrong = declared.filter((loss) => !needs(loss) && loss.worse);
    assert.deepEqual(told(wrong), []);
  });

  it('hold all that it rests on: without anything else its answer is the same', () => {
    const lost = losses(LOST, without);
    const wrong = lost.filter((loss) => !needs(loss) && loss.before.some((severity) => !loss.after.includes(severity)));
    assert.deepEqual(told(wrong), []);
  });

  it('are missed aloud: without one of them what was found is still found, or unknown', () => {
    const silent = ({ before, after }: Loss) =>
      !after.includes('unknown') && before.some((one) => !after.includes(one));
    const wrong = losses(LOST, without).filter((loss) => needs(loss) && silent(loss));
    assert.deepEqual(told(wrong), []);
  });
});

/** The verdicts that a state allows (contract 2 and 4); orphans and handovers are the unrenewed Leases that harm nobody. */
function verdictsFor({ id, renewal }: Election, findings: readonly Finding[]): readonly string[] {
  const orphaned = findings.some(
    (one) => one.election === id && one.id === 'lease-orphaned' && one.severity === 'info',
  );
  const handedOver = findings.some(
    (one) => one.election === id && (one.id === 'lease-late' || one.id === 'lease-expired') && one.severity === 'info',
  );
  if (handedOver) return ['healthy', 'warning'];
  switch (renewal.state) {
    case 'unclaimed':
      return ['critical'];
    case 'expired':
      return orphaned ? ['healthy'] : ['warning', 'critical'];
    case 'late':
      return ['warning', 'critical'];
    case 'unknown':
      return ['unknown', 'critical'];
    default:
      return ['healthy', 'warning', 'unknown', 'critical'];
  }
}

describe('the state of a Lease and what is said of it', () => {
  for (const need of [null, ...LOST]) {
    it(`agree${need === null ? '' : ` without ${need}`}`, () => {
      const wrong = COMPLETE.flatMap(({ folder, name, observation }) => {
        const seen = need === null ? observation : without(need, observation);
        const diagnosis = diagnose(seen);
        const { elections } = reportOf(seen, diagnosis, 'warning');
        return diagnosis.elections.flatMap((election, at) => {
          const verdict = elections[at]?.verdict ?? 'none';
          const allowed = verdictsFor(election, diagnosis.findings);
          return allowed.includes(verdict) ? [] : [`${folder}/${name}: ${election.renewal.state}, and ${verdict}`];
        });
      });
      assert.deepEqual(wrong, []);
    });
  }
});
