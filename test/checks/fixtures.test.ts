// The grid: every fixture gives exactly the findings that its header lists, by contract 4 and the reference, and nothing more.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/checks/check.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Election } from '../../src/election/election.ts';
import { type Expected, type Fixture, fixtures, folders } from '../support/fixture.ts';

/** Notes on how an install is set up, which most manifests earn: compared in their own folder, and where a header names them. */
const HYGIENE = [
  'no-disruption-budget',
  'no-priority-class',
  'no-resource-limits',
  'grace-period-short',
  'release-off',
  'same-node',
];

for (const folder of folders()) {
  describe(folder, () => {
    for (const fixture of fixtures(folder)) {
      it(`${fixture.name}: ${fixture.title}`, () => {
        const { elections, findings } = diagnose(fixture.observation);
        assert.deepEqual(statesOf(elections, fixture), fixture.state, 'state');
        const several = elections.length > 1;
        const found = findings.map((finding) => `${several ? `${finding.lease ?? '-'} ` : ''}${told(finding)}`);
        const expected = fixture.expect.map((one) => `${several ? `${one.lease} ` : ''}${told(one)}`);
        assert.deepEqual(shown(found, expected, fixture).sort(), expected.sort(), 'findings');
        for (const one of fixture.expect) assertSaid(one, findings);
        const spoken = findings.map(({ id }) => id).filter((id) => fixture.silent.includes(id));
        assert.deepEqual(spoken, [], 'answered, or not asked');
      });
    }
  });
}

function told({ id, severity }: Pick<Finding, 'id' | 'severity'>): string {
  return `${id} ${severity}`;
}

function statesOf(elections: readonly Election[], { state }: Fixture): Fixture['state'] {
  const named = elections.map(({ leaseName, workload, renewal }): [string, string] => [
    leaseName ?? `${workload?.kind.toLowerCase()}/${workload?.name}`,
    renewal.state,
  ]);
  const [only] = named;
  return typeof state === 'string' && named.length === 1 && only ? only[1] : Object.fromEntries(named);
}

/** Where evidence is missing more may be unknown than a fixture lists; of anything else but hygiene nothing is left out. */
function shown(found: string[], expected: readonly string[], { observation, folder }: Fixture): string[] {
  const foreign = HYGIENE.filter((id) => id !== folder);
  const compared = found.filter((one) => expected.includes(one) || !foreign.some((id) => one.includes(`${id} `)));
  if (observation.gaps.length === 0) return compared;
  return compared.filter((one) => !one.endsWith(' unknown') || expected.includes(one));
}

function assertSaid({ id, severity, lease, cause, summary }: Expected, findings: readonly Finding[]): void {
  const same = findings.filter(
    (one) => one.id === id && one.severity === severity && (lease ?? one.lease) === one.lease,
  );
  if (summary !== null) {
    const all = same.map((one) => one.summary);
    assert.ok(
      all.some((said) => summary.test(said)),
      `${id} says "${all.join('", "')}", not ${summary}`,
    );
  }
  if (cause !== null)
    assert.ok(
      same.some((one) => one.cause === cause),
      `the cause of ${id} is not ${cause}`,
    );
}
