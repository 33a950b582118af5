// Which finding is held to be a cause: one that is wrong now, of the same pod, and grave enough for what it explains.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { EXPLAINS, markCauses, rootOf } from '../../src/checks/causes.ts';
import type { Finding, Severity } from '../../src/checks/check.ts';
import { LEASE, NAMESPACE } from '../support/build.ts';

function finding(id: string, severity: Severity, pod: string | null = null): Finding {
  const subject =
    pod === null
      ? { kind: 'Lease', namespace: NAMESPACE, name: LEASE }
      : { kind: 'Pod', namespace: NAMESPACE, name: pod };
  const said = { summary: id, facts: {}, remedy: [], docs: `docs/findings/${id}.md` };
  return {
    id,
    severity,
    subject,
    lease: LEASE,
    election: `${NAMESPACE}/${LEASE}`,
    cause: false,
    follows: false,
    ...said,
  };
}

/** `cause`, `follows` or nothing, for each finding in turn. */
function marks(...findings: readonly Finding[]): string[] {
  return markCauses(findings).map(({ cause, follows }) => `${cause ? 'cause' : ''}${follows ? 'follows' : ''}`);
}

describe('a cause', () => {
  it('stands for a whole chain', () => {
    assert.deepEqual(
      marks(
        finding('out-of-memory', 'critical', 'a'),
        finding('crash-looping', 'critical', 'a'),
        finding('no-candidates', 'critical'),
        finding('lease-unclaimed', 'critical'),
      ),
      ['cause', 'follows', 'follows', 'follows'],
    );
  });

  it('is a second one, where somebody scaled the workload to 0 besides', () => {
    const scaled = (replicas: number) => ({ ...finding('no-candidates', 'critical'), facts: { replicas } });
    const [denied, unclaimed] = [finding('lease-access-denied', 'critical'), finding('lease-unclaimed', 'critical')];
    assert.deepEqual(marks(denied, scaled(0), unclaimed), ['cause', 'cause', 'follows']);
    assert.deepEqual(marks(denied, scaled(3), unclaimed), ['cause', 'follows', 'follows']);
  });

  it('is no note about the past', () => {
    const now = finding('crash-looping', 'critical', 'a');
    assert.deepEqual(marks(finding('out-of-memory', 'info', 'a'), now), ['', '']);
  });

  it('is of the same pod', () => {
    const killed = finding('out-of-memory', 'critical', 'a');
    assert.deepEqual(marks(killed, finding('crash-looping', 'critical', 'b')), ['', '']);
    assert.deepEqual(marks(killed, finding('crash-looping', 'critical', 'a')), ['cause', 'follows']);
  });

  it('leaves nobody able to lead, where it explains that nobody does', () => {
    const unclaimed = finding('lease-unclaimed', 'critical');
    assert.deepEqual(marks(finding('out-of-memory', 'warning', 'a'), unclaimed), ['', '']);
    assert.deepEqual(marks(finding('out-of-memory', 'critical', 'a'), unclaimed), ['cause', 'follows']);
  });

  it('is nothing that could not be told, and explains nothing that could not', () => {
    assert.deepEqual(marks(finding('no-candidates', 'unknown'), finding('lease-expired', 'warning')), ['', '']);
    assert.deepEqual(marks(finding('no-candidates', 'critical'), finding('lease-expired', 'unknown')), ['', '']);
  });
});

describe('the table of causes', () => {
  it('names only findings of the contract, and nothing that explains itself by some way', () => {
    const contract = readFileSync('docs/contract.md', 'utf8');
    const ids = new Set(EXPLAINS.flatMap(([cause, effects]) => [cause, ...effects]));
    for (const id of ids) assert.ok(new RegExp(`\\| (?:[a-z-]+, )*${id}(?:, [a-z-]+)* \\|`).test(contract), id);
    const effectsOf = (id: string) => EXPLAINS.find(([cause]) => cause === id)?.[1] ?? [];
    for (const [cause] of EXPLAINS) {
      const reached = new Set(effectsOf(cause));
      for (const id of reached) for (const next of effectsOf(id)) reached.add(next);
      assert.ok(!reached.has(cause), cause);
    }
  });

  /** Each failure mode of the reference with its root first and all that it may bring about. */
  const MODES: readonly (readonly [mode: string, root: string, severity: Severity, effects: readonly string[]])[] = [
    ['F2', 'no-candidates', 'critical', ['lease-unclaimed', 'holder-gone']],
    ['F3', 'holder-restarted', 'warning', ['lease-late']],
    ['F4', 'lease-access-denied', 'critical', ['lease-unclaimed', 'holder-restarted']],
    ['F5', 'create-by-name', 'critical', ['lease-access-denied', 'lease-absent']],
    ['F6', 'duplicate-identity', 'critical', ['multiple-leaders']],
    ['F7', 'two-leases', 'critical', ['multiple-leaders']],
    ['F8', 'api-slow', 'critical', ['lease-flapping', 'holder-restarted', 'client-throttled']],
    ['F9', 'candidates-not-competing', 'critical', ['lease-absent']],
    ['F10', 'client-throttled', 'warning', ['lease-flapping', 'holder-restarted']],
    ['F11', 'out-of-memory', 'critical', ['crash-looping', 'no-candidates', 'lease-unclaimed']],
    ['F12', 'egress-blocked', 'warning', ['api-unreachable', 'lease-unclaimed', 'holder-wedged']],
    ['F13', 'leader-idle', 'critical', ['lease-flapping', 'crash-looping']],
    ['F14', 'holder-wedged', 'critical', ['lease-unclaimed']],
    ['F18', 'release-failed', 'warning', ['lease-late', 'holder-gone']],
    ['F20', 'lease-flapping', 'warning', ['holder-gone', 'lease-expired']],
    ['F22', 'unknown-flag', 'critical', ['crash-looping', 'no-candidates', 'lease-absent']],
    ['F22, timings', 'timing-invalid', 'critical', ['crash-looping', 'no-candidates', 'lease-absent']],
    ['1.8, a deleted Lease', 'lease-recreated', 'warning', ['multiple-leaders']],
  ];
  const WARNINGS = ['lease-late', 'lease-expired', 'holder-restarted', 'lease-flapping', 'client-throttled'];
  for (const [mode, root, severity, effects] of MODES) {
    it(`${mode}: ${root} stands first, and ${effects.join(', ')} follow from it`, () => {
      const grave = (id: string): Severity =>
        WARNINGS.includes(id) || (id === 'holder-gone' && severity === 'warning') ? 'warning' : 'critical';
      const marked = markCauses([finding(root, severity), ...effects.map((id) => finding(id, grave(id)))]);
      assert.deepEqual(
        marked.filter(({ cause }) => cause).map(({ id }) => id),
        [root],
      );
      for (const effect of marked.slice(1)) assert.equal(rootOf(effect, marked)?.id, root, effect.id);
    });
  }
});
