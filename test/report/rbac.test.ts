// The report and the screen of rbac-check: verdicts and exit codes by contract 2, a matrix that is readable without colour.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { paint } from '../../src/report/paint.ts';
import { rbacView } from '../../src/report/rbac-view.ts';
import { junit } from '../../src/report/render/junit.ts';
import { RIGHTS } from '../support/rights.ts';

const PLAIN = { width: 100, colour: false, unicode: false };

/** What each fixture must come to: critical, then a required right that nobody could tell, then warning (contract 2). */
const CODES: Readonly<Record<string, number>> = {
  'lease-access-denied/least-privilege': 0,
  'lease-access-denied/update-missing': 2,
  'lease-access-denied/other-namespace': 2,
  'lease-access-denied/group-typo': 2,
  'lease-access-denied/roles-unread': 3,
  'lease-access-denied/account-unknown': 3,
  'lease-access-denied/other-authorizer': 0,
  'create-by-name/by-name': 2,
  'lease-access-broad/cluster-wide': 0,
  'event-access-denied/none': 0,
  // of the Events nobody could tell: that is optional
  'event-access-denied/roles-unread': 0,
  'account-missing/renewed': 1,
  'account-missing/no-lease': 2,
  'account-rejected/unauthorized': 2,
};

const of = (name: string) => RIGHTS.find((one) => one.name === name)?.report ?? assert.fail(name);
const screen = (name: string) => paint(rbacView(of(name), false), PLAIN);

describe('the report of rbac-check', () => {
  for (const [name, code] of Object.entries(CODES)) {
    it(`${name} ends with ${code}`, () => assert.equal(of(name).exitCode, code));
  }

  it('names who grants a right, and what comes nearest to one that is missing', () => {
    const update = of('lease-access-denied/update-missing').access.find(({ verb }) => verb === 'update');
    assert.deepEqual([update?.allowed, update?.how, update?.by], [false, 'rules', 'rbac']);
    assert.match(
      update?.nearest ?? '',
      /Role leader-election in beskar7-system grants (get|create) on leases, but not update/,
    );
    const get = of('lease-access-denied/least-privilege').access.find(({ verb }) => verb === 'get');
    assert.deepEqual(get?.grantedBy, [{ binding: 'RoleBinding/leader-election', role: 'Role/leader-election' }]);
  });

  it('has a manifest where something required is missing, and none where nothing is', () => {
    assert.match(of('lease-access-denied/group-typo').fix ?? '', /^apiVersion: rbac/);
    assert.equal(of('lease-access-denied/least-privilege').fix, null);
    assert.equal(of('lease-access-denied/account-unknown').fix, null);
  });
});

describe('the screen of rbac-check', () => {
  for (const { name, report } of RIGHTS) {
    it(`${name}: no line is wider than the terminal, and signs tell without colour`, () => {
      const lines = paint(rbacView(report, true), PLAIN).split('\n');
      const pasted = /^ +(next|why) /;
      assert.deepEqual(
        lines.filter((line) => !pasted.test(line) && [...line].length > PLAIN.width),
        [],
      );
      for (const { verb, allowed, required } of report.access.filter((right) => right.required)) {
        const mark = allowed === null ? '\\?' : allowed ? 'OK' : 'X';
        assert.ok(
          required && lines.some((line) => new RegExp(`^ +${mark} ${verb} `).test(line)),
          `${verb}: ${allowed}`,
        );
      }
    });
  }

  it('explains its signs', () => {
    const text = screen('create-by-name/by-name');
    assert.match(text, /OK may {3}X may not, and must/);
    assert.match(screen('lease-access-denied/roles-unread'), /\? could not be told/);
  });

  it('says by which way it asked, and which ways were closed', () => {
    assert.match(screen('lease-access-denied/other-authorizer'), /asked by SubjectAccessReview/);
    assert.match(screen('lease-access-denied/least-privilege'), /asked by reading roles/);
  });
});

describe('junit of rbac-check', () => {
  it('has a case for each check of rights, a failure for what is critical, and an error for an essential unknown', () => {
    const render = (name: string) => junit(of(name), PLAIN as never, { quiet: false, failOn: 'warning' });
    const denied = render('create-by-name/by-name');
    assert.match(denied, /<testsuite name="b7le rbac-check" tests="6" failures="2"/);
    assert.match(render('lease-access-denied/roles-unread'), /errors="1"/);
  });
});
