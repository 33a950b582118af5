// A Lease that is watched for a measurement: since when each state can have been so, through drops, forgotten pasts and dead silence.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { LeaseTap } from '../../src/cluster/lease-tap.ts';
import type { WatchNews } from '../../src/cluster/watch.ts';
import type { LeaseSeen } from '../../src/election/handover-seen.ts';

/** As a watch tells it. */
function raw(version: number): object {
  return {
    metadata: { namespace: 'n', name: 'l', uid: 'u', resourceVersion: String(version) },
    spec: { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime: '2026-11-23T12:00:00.000000Z' },
  };
}

/** A clock that moves when it is told to, and a watch that tells what it is handed. */
class Stage {
  now = 1000;
  readonly seen: LeaseSeen[] = [];
  readonly troubles: (string | null)[] = [];
  /** What a read answers; null for a server that is silent. */
  stored: number | null = 1;
  private news: WatchNews[] = [];
  private wake = () => {};
  private readonly sleepers: { at: number; wake: () => void }[] = [];
  private readonly ended = new AbortController();
  readonly tap: LeaseTap;

  constructor() {
    const next = async function* (this: Stage): AsyncGenerator<WatchNews> {
      while (!this.ended.signal.aborted) {
        const one = this.news.shift();
        if (one) yield one;
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    };
    const cluster = {
      watch: () => next.call(this),
      get: async () => {
        if (this.stored === null) throw new ClusterError('unreachable', 'no answer');
        return { value: raw(this.stored), date: null };
      },
      extend: () => {},
    } as unknown as Cluster;
    this.tap = new LeaseTap({
      cluster,
      clock: {
        now: () => this.now,
        sleep: (ms) => new Promise((resolve) => this.sleepers.push({ at: this.now + ms, wake: () => resolve() })),
      },
      namespace: 'n',
      name: 'l',
      signal: this.ended.signal,
      tell: (seen) => this.seen.push(seen),
      trouble: (why) => this.troubles.push(why),
    });
  }

  async tells(...news: readonly WatchNews[]): Promise<void> {
    this.news.push(...news);
    this.wake();
    await this.settle();
  }

  async at(ms: number): Promise<void> {
    this.now = ms;
    for (const sleeper of this.sleepers.splice(0)) {
      if (sleeper.at <= this.now) sleeper.wake();
      else this.sleepers.push(sleeper);
    }
    await this.settle();
  }

  end(): void {
    this.ended.abort();
    this.wake();
    for (const { wake } of this.sleepers) wake();
  }

  private async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

const listed = (version: number, at: number): WatchNews => ({ kind: 'listed', items: [raw(version)], date: null, at });
const connected = (at: number): WatchNews => ({ kind: 'connected', date: null, at });
const modified = (version: number, at: number): WatchNews => ({ kind: 'modified', object: raw(version), at });
const broken = (at: number): WatchNews => ({
  kind: 'interrupted',
  error: new ClusterError('unreachable', 'it broke'),
  retryInMs: 200,
  at,
});

async function onStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = new Stage();
  try {
    await test(stage);
  } finally {
    stage.end();
  }
}

const told = ({ seen }: Stage) =>
  seen.map(({ lease, at, since, whole }) => [Number(lease?.resourceVersion), at, since, whole]);

describe('a Lease that is watched for a measurement', () => {
  it('lives once the watch told of two changes, and each is told as of now', () =>
    onStage(async (stage) => {
      let live = false;
      void stage.tap.live.then(() => {
        live = true;
      });
      await stage.tells(listed(1, 1000), connected(1010), modified(2, 1500));
      assert.equal(live, false);
      await stage.tells(modified(3, 2500));
      assert.equal(live, true);
      assert.deepEqual(told(stage), [
        [1, 1000, 1000, true],
        [2, 1500, 1500, true],
        [3, 2500, 2500, true],
      ]);
    }));

  it('may have changed since the last sign of life where the watch broke, until it has caught up', () =>
    onStage(async (stage) => {
      await stage.tells(listed(1, 1000), connected(1010), modified(2, 1500), broken(1800));
      await stage.tells(connected(3000), modified(3, 3010), modified(4, 3020), modified(5, 4000));
      assert.deepEqual(told(stage).slice(2), [
        [3, 3010, 1500, true],
        [4, 3020, 1500, true],
        [5, 4000, 4000, true],
      ]);
      assert.deepEqual(stage.troubles, [null, 'it broke', null]);
    }));

  it('hides what was between where the past was forgotten (410), and a list took its place', () =>
    onStage(async (stage) => {
      await stage.tells(listed(1, 1000), connected(1010), modified(2, 1500), listed(9, 3000), connected(3010));
      await stage.tells(modified(10, 4000));
      assert.deepEqual(told(stage).slice(2), [
        [9, 3000, 1500, false],
        [10, 4000, 4000, true],
      ]);
    }));

  it('may have changed as well where the server ended the watch after its time, which says nothing', () =>
    onStage(async (stage) => {
      await stage.tells(listed(1, 1000), connected(1010), modified(2, 1500), connected(2000), modified(3, 2010));
      assert.deepEqual(told(stage).at(-1), [3, 2010, 1500, true]);
    }));

  it('is found to be behind by a read where its connection is dead and nobody says so', () =>
    onStage(async (stage) => {
      await stage.tells(listed(1, 1000), connected(1010), modified(2, 1500));
      stage.stored = 5;
      await stage.at(3000);
      await stage.at(3400);
      assert.deepEqual(told(stage).at(-1), [5, 3000, 1500, false]);
      assert.match(stage.troubles.at(-1) ?? '', /lags behind/);
    }));

  it('is not found to be behind by a read that is overtaken by the watch', () =>
    onStage(async (stage) => {
      await stage.tells(listed(1, 1000), connected(1010), modified(2, 1500));
      stage.stored = 3;
      await stage.at(3000);
      await stage.tells(modified(3, 3050));
      await stage.at(3400);
      assert.deepEqual(told(stage).at(-1), [3, 3050, 3050, true]);
    }));
});
