// Which logs a pod has: the present one, that of the process before, and of one that waits to be restarted a single one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goneProcesses, logSourcesOf, type PreviousWish } from '../../src/election/log-sources.ts';
import type { Container } from '../../src/election/observation.ts';
import { makeContainer, makePod, makeTermination } from '../support/build.ts';

const BEGAN = '2026-11-23T11:00:00Z';
const BEFORE = '2026-11-23T10:00:00Z';
const ended = makeTermination({ startedAt: BEFORE });

const CONTAINERS: Record<string, { readonly container: Partial<Container>; readonly gone: number }> = {
  running: { container: { runningSince: BEGAN, restarts: 0 }, gone: 0 },
  restarted: { container: { runningSince: BEGAN, restarts: 1, lastEnded: ended }, gone: 0 },
  'restarted often': { container: { runningSince: BEGAN, restarts: 5, lastEnded: ended }, gone: 4 },
  ended: { container: { runningSince: null, restarts: 0, ended }, gone: 0 },
  waiting: {
    container: { runningSince: null, restarts: 2, waitingReason: 'CrashLoopBackOff', lastEnded: ended },
    gone: 2,
  },
  'never started': { container: { runningSince: null, restarts: 0, waitingReason: 'ContainerCreating' }, gone: 0 },
};

/** `+` for a present log and `-` for a previous one, with when its process began. */
const EXPECTED: Record<string, Record<PreviousWish, string[]>> = {
  running: { too: [`+${BEGAN}`], only: [], never: [`+${BEGAN}`] },
  restarted: { too: [`-${BEFORE}`, `+${BEGAN}`], only: [`-${BEFORE}`], never: [`+${BEGAN}`] },
  'restarted often': { too: [`-${BEFORE}`, `+${BEGAN}`], only: [`-${BEFORE}`], never: [`+${BEGAN}`] },
  ended: { too: [`+${BEFORE}`], only: [], never: [`+${BEFORE}`] },
  waiting: { too: [`-${BEFORE}`], only: [`-${BEFORE}`], never: [`+${BEFORE}`] },
  'never started': { too: [], only: [], never: [] },
};

describe('the logs of a container', () => {
  for (const [name, { container, gone }] of Object.entries(CONTAINERS)) {
    const whole = makeContainer({ lastEnded: null, ended: null, waitingReason: null, ...container });
    const pod = makePod({ containers: [whole] });
    for (const previous of ['too', 'only', 'never'] as const) {
      it(`that is ${name}, those before ${previous}`, () => {
        const sources = logSourcesOf([pod], { container: null, previous });
        const told = sources.map((source) => `${source.previous ? '-' : '+'}${source.startedAt}`);
        assert.deepEqual(told, EXPECTED[name]?.[previous]);
      });
    }
    it(`that is ${name}: ${gone} are gone`, () => assert.equal(goneProcesses(whole), gone));
  }

  it('are those of one container where it is named', () => {
    const pod = makePod({ containers: ['manager', 'proxy'].map((name) => makeContainer({ name })) });
    const names = (container: string | null) =>
      logSourcesOf([pod], { container, previous: 'never' }).map((source) => source.container);
    assert.deepEqual([names(null), names('proxy'), names('nope')], [['manager', 'proxy'], ['proxy'], []]);
  });
});
