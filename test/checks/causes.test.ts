// Which finding is held to be a cause: one that is wrong now, of the same pod, and grave enough for what it explains.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markCauses } from '../../src/checks/causes.ts';
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
