// Elections that logs tell of: what replicas say of their Lease goes before what is presumed of their program.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { electionsOf } from '../../src/election/election.ts';
import { type Scenario, scenarioNamed } from '../../src/practice/index.ts';
import { observed } from '../support/practice.ts';

const OLD = '7be7e04e.cluster.x-k8s.io';
const NEW = 'beskar7.infrastructure.cluster.x-k8s.io';

describe('a workload without a Lease', () => {
  it('is one election, under the name that its logs tell', async () => {
    const observation = await observed(scenarioNamed('old-beskar7-chart') as Scenario, { seed: 'logged' });
    assert.deepEqual(
      electionsOf(observation).map(({ leaseName }) => leaseName),
      [OLD],
    );
  });

  it('has the presumed name where no log was read, or where its logs tell none', async () => {
    const observation = await observed(scenarioNamed('old-beskar7-chart') as Scenario, { seed: 'logged' });
    for (const logs of [null, []])
      assert.deepEqual(
        electionsOf({ ...observation, logs }).map(({ leaseName }) => leaseName),
        [NEW],
      );
  });
});
