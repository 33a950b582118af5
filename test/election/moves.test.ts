// How often leadership moved (F20): laws of the count, beside the grid of fixtures.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { electionsOf } from '../../src/election/election.ts';
import { movesOf } from '../../src/election/moves.ts';
import type { ElectionEvent } from '../../src/election/observation.ts';
import { agoByServer, makeEvent, makeObservation, NOW, SECOND, WORKLOAD } from '../support/build.ts';

const LETTERS = 'bcdfghjkl';

/** Leaders one after the other, so many seconds apart, the last of them now. */
function leads(hosts: readonly string[], apart: number): ElectionEvent[] {
  return hosts.map((host, index) => {
    const at = agoByServer((hosts.length - 1 - index) * apart * SECOND);
    return makeEvent({ identity: `${host}_3f0a2c1e-8d4b-4f6a-9b7c-${String(index).padStart(12, '0')}`, at });
  });
}

function counted(events: readonly ElectionEvent[]): number {
  const [election] = electionsOf(makeObservation());
  assert.ok(election);
  return movesOf(election, events, NOW).counted;
}

/** The pods of one template, as their names are. */
const replicas = (hash: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${WORKLOAD}-${hash}-${(LETTERS[index] as string).repeat(5)}`);

describe('the moves of leadership', () => {
  it('of rolling restarts in a row count for nothing, however the old replicas follow each other', () => {
    const rollouts = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 })), {
      minLength: 2,
      maxLength: 4,
    });
    fc.assert(
      fc.property(rollouts, (each) => {
        const hosts = each.flatMap(([count], index) => {
          // of the newest replicas only the first has led
          return replicas(`6b7c8d9f${LETTERS[index]}`, index === each.length - 1 ? 1 : count);
        });
        assert.equal(counted(leads(hosts, each[0]?.[1] ?? 1)), 0);
      }),
    );
  });

  it('back to a replica that led before count, whatever the template', () => {
    const [a, b] = [...replicas('6b7c8d9f4', 1), ...replicas('7c8d9f4b6', 1)] as [string, string];
    assert.equal(counted(leads([a, b, a, b, a, b], 60)), 4);
  });

  it('over an hour ago do not count', () => {
    const [a] = replicas('6b7c8d9f4', 1) as [string];
    assert.equal(counted(leads([a, a, a, a, a, a], 30)), 5);
    assert.equal(counted(leads([a, a, a, a, a, a], 1300)), 2);
  });

  it('on another Lease, or of leaders that stopped, do not count', () => {
    const [a] = replicas('6b7c8d9f4', 1) as [string];
    const all = leads([a, a, a, a, a, a], 30);
    assert.equal(counted(all.map((event) => ({ ...event, leaseUid: 'another' }))), 0);
    assert.equal(counted(all.map((event) => ({ ...event, what: 'stopped-leading' as const }))), 0);
  });
});
