// How leaders lost, by their own logs: a manager that gives up on its caches ends in the order of a planned stop, and is none.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import { type Scenario, scenarioNamed } from '../../src/practice/index.ts';
import { observed } from '../support/practice.ts';

describe('leadership that goes round', () => {
  it('because no leader can start its work is told as that, and not as planned stops', async () => {
    const observation = await observed(scenarioNamed('flapping') as Scenario, { seed: 'losses' });
    const { findings } = diagnose(observation);
    const flapping = findings.find(({ id }) => id === 'lease-flapping') ?? assert.fail();
    const losses = flapping.facts.losses as unknown as readonly string[];
    assert.equal(losses.length, 1, losses.join());
    assert.match(losses[0] ?? '', /^[2-9] could not start their work$/);
  });
});
