// Verdicts by table: every combination of what a review and the roles can say, and what several ways say together.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Grant } from '../../src/access/authorize.ts';
import { grantOfReason } from '../../src/access/review-reason.ts';
import {
  type Answers,
  type Read,
  type Reviewed,
  type Unasked,
  type Verdict,
  verdictOf,
} from '../../src/access/verdicts.ts';

const GRANT: Grant = {
  binding: { kind: 'RoleBinding', namespace: 'beskar7-system', name: 'b' },
  role: { kind: 'Role', name: 'r' },
  subject: { kind: 'ServiceAccount', namespace: 'beskar7-system', name: 'controller-manager' },
};
const REASON =
  'RBAC: allowed by RoleBinding "b/beskar7-system" of Role "r" to ServiceAccount "controller-manager/beskar7-system"';

type Outcome = readonly [Verdict['allowed'], Verdict['how'], number, Verdict['by'], RegExp | null];

const REVIEWS: Readonly<Record<string, Reviewed | Unasked | undefined>> = {
  allowed: { allowed: true },
  'allowed by RBAC': { allowed: true, reason: REASON },
  denied: { allowed: false },
  'denied outright': { allowed: false, denied: true, reason: 'webhook says no' },
  unasked: { unknown: 'forbidden' },
  'not tried': undefined,
};
const ROLES: Readonly<Record<string, Read | Unasked | undefined>> = {
  granted: { decision: { allowed: true, grants: [GRANT] }, complete: true },
  'granted in part read': { decision: { allowed: true, grants: [GRANT] }, complete: false },
  missing: { decision: { allowed: false, grants: [] }, complete: true },
  'missing in part read': { decision: { allowed: false, grants: [] }, complete: false },
  unread: { unknown: 'forbidden' },
  'not tried': undefined,
};

const TABLE: Readonly<Record<string, Readonly<Record<string, Outcome>>>> = {
  allowed: {
    granted: [true, 'sar', 1, 'rbac', null],
    'granted in part read': [true, 'sar', 1, 'rbac', null],
    missing: [true, 'sar', 0, 'another-authorizer', /another authorizer allows it/],
    'missing in part read': [true, 'sar', 0, null, /could not all be read/],
    unread: [true, 'sar', 0, null, /could not all be read/],
    'not tried': [true, 'sar', 0, null, /could not all be read/],
  },
  'allowed by RBAC': {
    granted: [true, 'sar', 1, 'rbac', null],
    'granted in part read': [true, 'sar', 1, 'rbac', null],
    missing: [true, 'sar', 1, 'rbac', /a moment before/],
    'missing in part read': [true, 'sar', 1, 'rbac', null],
    unread: [true, 'sar', 1, 'rbac', null],
    'not tried': [true, 'sar', 1, 'rbac', null],
  },
  denied: {
    granted: [false, 'sar', 1, null, /another authorizer denies it, or the roles have just changed/],
    'granted in part read': [false, 'sar', 1, null, /another authorizer denies it, or the roles have just changed/],
    missing: [false, 'sar', 0, 'rbac', null],
    'missing in part read': [false, 'sar', 0, null, null],
    unread: [false, 'sar', 0, null, null],
    'not tried': [false, 'sar', 0, null, null],
  },
  'denied outright': {
    granted: [false, 'sar', 1, 'another-authorizer', /denies it: webhook says no/],
    'granted in part read': [false, 'sar', 1, 'another-authorizer', /webhook says no/],
    missing: [false, 'sar', 0, 'another-authorizer', /webhook says no/],
    'missing in part read': [false, 'sar', 0, 'another-authorizer', /webhook says no/],
    unread: [false, 'sar', 0, 'another-authorizer', /webhook says no/],
    'not tried': [false, 'sar', 0, 'another-authorizer', /webhook says no/],
  },
  unasked: {
    granted: [true, 'rules', 1, 'rbac', null],
    'granted in part read': [true, 'rules', 1, 'rbac', null],
    missing: [false, 'rules', 0, 'rbac', /denied by RBAC/],
    'missing in part read': [null, null, 0, null, /not all could be/],
    unread: [null, null, 0, null, /could not ask \(sar: forbidden; rules: forbidden\)/],
    'not tried': [null, null, 0, null, /could not ask \(sar: forbidden\)/],
  },
  'not tried': {
    granted: [true, 'rules', 1, 'rbac', null],
    'granted in part read': [true, 'rules', 1, 'rbac', null],
    missing: [false, 'rules', 0, 'rbac', /denied by RBAC/],
    'missing in part read': [null, null, 0, null, /not all could be/],
    unread: [null, null, 0, null, /could not ask \(rules: forbidden\)/],
    'not tried': [null, null, 0, null, /not asked/],
  },
};

for (const [review, sar] of Object.entries(REVIEWS)) {
  describe(`a review ${review}`, () => {
    for (const [state, rules] of Object.entries(ROLES)) {
      test(`the roles: ${state}`, () => {
        const answers: Answers = { ...(sar && { sar }), ...(rules && { rules }) };
        const { allowed, how, grantedBy, by, note } = verdictOf(answers);
        const outcome = TABLE[review]?.[state];
        assert.ok(outcome);
        assert.deepEqual(
          [allowed, how, grantedBy, by],
          [outcome[0], outcome[1], outcome[2] ? [GRANT] : [], outcome[3]],
        );
        if (outcome[4] === null) assert.equal(note, null);
        else assert.match(note ?? '', outcome[4]);
      });
    }
  });
}

const YES = { allowed: true };
const NO = { allowed: false };
const UNASKED = { unknown: 'forbidden' };

test('the first way that was answered decides, and what could not be asked is passed over', () => {
  const cases: readonly (readonly [Answers, Verdict['how'], boolean | null])[] = [
    [{ sar: YES, 'local-sar': YES, impersonation: YES }, 'sar', true],
    [{ sar: UNASKED, 'local-sar': NO, impersonation: NO }, 'local-sar', false],
    [{ sar: UNASKED, 'local-sar': UNASKED, impersonation: YES }, 'impersonation', true],
    [{ impersonation: NO }, 'impersonation', false],
    [{ sar: UNASKED, 'local-sar': UNASKED, impersonation: UNASKED, rules: UNASKED }, null, null],
  ];
  for (const [answers, how, allowed] of cases) {
    const verdict = verdictOf(answers);
    assert.deepEqual([verdict.how, verdict.allowed], [how, allowed]);
  }
});

test('ways that contradict each other are told', () => {
  const verdict = verdictOf({ sar: YES, 'local-sar': YES, impersonation: NO });
  assert.equal(verdict.allowed, true);
  assert.match(verdict.note ?? '', /impersonation answered otherwise$/);
});

test('an authorizer’s error is told and does not turn a denial into anything else', () => {
  const verdict = verdictOf({ sar: { allowed: false, evaluationError: 'role "r" not found' } });
  assert.deepEqual([verdict.allowed, verdict.note], [false, 'the authorizer reported: role "r" not found']);
});

test('what a group may before RBAC is asked is not RBAC’s', () => {
  const verdict = verdictOf({ rules: { decision: { allowed: true, grants: [] }, complete: true } });
  assert.deepEqual([verdict.allowed, verdict.by], [true, 'another-authorizer']);
});

describe('the reason of a review', () => {
  test('a RoleBinding to a service account', () => assert.deepEqual(grantOfReason(REASON), GRANT));
  test('a ClusterRoleBinding to a group', () => {
    const reason =
      'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group "system:authenticated"';
    assert.deepEqual(grantOfReason(reason), {
      binding: { kind: 'ClusterRoleBinding', namespace: null, name: 'system:basic-user' },
      role: { kind: 'ClusterRole', name: 'system:basic-user' },
      subject: { kind: 'Group', namespace: null, name: 'system:authenticated' },
    });
  });
  for (const other of ['', 'webhook allowed it', 'RBAC: something new', `${REASON} and more`]) {
    test(JSON.stringify(other), () => assert.equal(grantOfReason(other), null));
  }
});
