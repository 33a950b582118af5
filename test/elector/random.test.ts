// Seeded chance: repeatable, uniform, and unlike its neighbours.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded, uniform, uuidOf } from '../../src/elector/random.ts';

const draws = (seed: number | string, count: number) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => random.next());
};

test('the same seed gives the same run, another seed another one', () => {
  assert.deepEqual(draws('a', 50), draws('a', 50));
  assert.deepEqual(draws(7, 5), draws('7', 5), 'a number is what is written');
  const firsts = Array.from({ length: 2000 }, (_, seed) => draws(seed, 1)[0]);
  assert.equal(new Set(firsts).size, 2000);
});

test('it is uniform in [0, 1), within a run and over the first draws of neighbouring seeds', () => {
  const many = [draws('long', 20_000), Array.from({ length: 20_000 }, (_, seed) => draws(seed, 1)[0] ?? -1)];
  for (const all of many) {
    assert.ok(all.every((x) => x >= 0 && x < 1));
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = all.filter((x) => Math.floor(x * 10) === tenth).length / all.length;
      // 20,000 draws: the standard deviation of a tenth's share is 0.2 %
      assert.ok(Math.abs(share - 0.1) < 0.01, `${tenth}: ${share}`);
    }
  }
});

test('uniform stays within its bounds', () => {
  const random = seeded(1);
  for (let at = 0; at < 1000; at++) {
    const x = uniform(random, 2, 4.4);
    assert.ok(x >= 2 && x < 4.4);
  }
});

test('uuids are of version 4, and differ', () => {
  const random = seeded(1);
  const all = Array.from({ length: 1000 }, () => uuidOf(random));
  for (const uuid of all) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(all).size, 1000);
});
