// What findings tell to do about faults that are made for real in the practice cluster, where it depends on what else is there.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import { type Scenario, scenarioNamed } from '../../src/practice/index.ts';
import { observed } from '../support/practice.ts';

/** The commands of one finding of a scenario. */
async function commandsOf(scenario: string, id: string): Promise<readonly (string | null)[]> {
  const observation = await observed(scenarioNamed(scenario) as Scenario, { seed: 'remedies' });
  const { findings } = diagnose(observation);
  const finding = findings.find((one) => one.id === id) ?? assert.fail(`no ${id} in ${scenario}`);
  return finding.remedy.map(({ command }) => command);
}

describe('an API server out of reach', () => {
  it('where a policy limits the pods: the policies', async () => {
    assert.deepEqual(await commandsOf('egress-blocked', 'api-unreachable'), [
      'kubectl -n beskar7-system get networkpolicies -o yaml',
    ]);
  });
  it('where none does: what routes and resolves on their nodes', async () => {
    assert.deepEqual(await commandsOf('api-unreachable', 'api-unreachable'), [
      'kubectl -n kube-system get pods -o wide',
    ]);
  });
});

describe('a service account', () => {
  it('that is gone: the account, and then new pods, since tokens of the old one stay refused', async () => {
    assert.deepEqual(await commandsOf('account-missing', 'account-missing'), [
      'kubectl -n beskar7-system create serviceaccount controller-manager',
      'kubectl -n beskar7-system rollout restart deployment/controller-manager',
    ]);
  });
  it('that was made anew: new pods alone', async () => {
    assert.deepEqual(await commandsOf('account-rejected', 'account-rejected'), [
      'kubectl -n beskar7-system rollout restart deployment/controller-manager',
    ]);
  });
});

describe('timings under which two may lead', () => {
  it('are edited where they are set', async () => {
    assert.deepEqual(await commandsOf('timing-margin', 'timing-margin'), [
      'kubectl -n beskar7-system edit deployment/controller-manager',
    ]);
  });
});
