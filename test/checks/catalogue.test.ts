// The catalogue against its fixtures: every check is seen to fire, to be silent near by, and not to know.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Severity } from '../../src/checks/check.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { type Fixture, fixtures, folders } from '../support/fixture.ts';

/** The severities that contract 4 gives to each check that has several; all others have the one of the table. */
const SEVERAL: Readonly<Record<string, readonly Severity[]>> = {
  'lease-recreated': ['warning', 'info'],
  'lease-late': ['warning', 'info'],
  'lease-expired': ['warning', 'info'],
  'lease-flapping': ['warning', 'info'],
  'release-failed': ['warning', 'info'],
  'multiple-leaders': ['critical', 'info'],
  'leader-idle': ['critical', 'info'],
  'candidates-not-competing': ['critical', 'warning'],
  'unknown-flag': ['critical', 'warning', 'info'],
  'api-unreachable': ['critical', 'warning', 'info'],
  'api-slow': ['critical', 'warning', 'info'],
  'client-throttled': ['warning', 'info'],
  'legacy-lock': ['warning', 'info'],
  'holder-gone': ['critical', 'warning'],
  'election-off': ['critical', 'info'],
  'crash-looping': ['critical', 'warning', 'info'],
  'out-of-memory': ['critical', 'warning', 'info'],
  'flag-swallowed': ['critical', 'warning'],
  'timing-margin': ['warning', 'info'],
  'account-missing': ['critical', 'warning'],
  'egress-blocked': ['warning', 'info'],
};
/** Fixtures that are screens, of no check in particular. */
const SCREENS = 'screens';

const ALL = folders().flatMap(fixtures);
const ids = CHECKS.map(({ id }) => id);

function severitiesIn(some: readonly Fixture[], id: string): Severity[] {
  return some.flatMap(({ expect }) => expect.filter((one) => one.id === id).map(({ severity }) => severity));
}

describe('the fixtures', () => {
  it('have a folder for every check, and a check for every folder', () => {
    assert.deepEqual(folders(), [...ids, SCREENS].sort());
  });

  it('name only checks that there are', () => {
    const named = ALL.flatMap(({ expect }) => expect.map(({ id }) => id));
    assert.deepEqual(
      named.filter((id) => !ids.includes(id)),
      [],
    );
  });

  for (const { id, worst } of CHECKS) {
    const own = fixtures(id);
    const allowed = SEVERAL[id] ?? [worst];
    it(`${id}: fires with each severity it can have, and with no other`, () => {
      const seen = new Set(severitiesIn(own, id).filter((severity) => severity !== 'unknown'));
      assert.deepEqual([...seen].sort(), [...allowed].sort());
      const elsewhere = severitiesIn(ALL, id).filter((severity) => severity !== 'unknown');
      assert.deepEqual(
        elsewhere.filter((severity) => !allowed.includes(severity)),
        [],
      );
    });

    it(`${id}: is silent near by, and unknown where evidence is missing`, () => {
      const silent = own.filter(({ expect, observation }) => {
        return observation.gaps.length === 0 && expect.every((one) => one.id !== id);
      });
      assert.notEqual(silent.length, 0, 'no near miss');
      const unknown = own.filter(
        (one) => one.observation.gaps.length > 0 && severitiesIn([one], id).includes('unknown'),
      );
      assert.notEqual(unknown.length, 0, 'no gap');
    });
  }
});
