// Ten minutes of `status --watch` beside failovers of every kind, with the API server restarted in the middle: no transition is
// lost, and no memory grows. Needs a real cluster with an audit log, as the cluster suite does; B7LE_SOAK_MINUTES shortens it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUDIT_LOG, takeoversIn } from '../support/audit.ts';
import { fault, kubectl } from '../support/cluster.ts';
import { leaderOf, rolledOut, withInstall } from '../support/install.ts';
import { changed, watch } from '../support/watched.ts';

const MINUTE = 60_000;
const HEAP_PROBE = new URL('../support/heap-probe.mjs', import.meta.url).href;
const LENGTH = Number(process.env.B7LE_SOAK_MINUTES ?? 10) * MINUTE;
/** Of the live heap between the second third and the last: what is compiled on the way, and what more Events there are to hold. */
const MOST_GROWTH = 1.05;

/** The live heap of the watching process, kilobytes, one reading a second. */
function heapOf(file: string): number[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((bytes) => Math.round(Number(bytes) / 1000));
}

const median = (some: readonly number[]): number => some.toSorted((a, b) => a - b)[some.length >> 1] ?? 0;
const everyMinute = (heap: readonly number[]): string => heap.filter((_, at) => at % 60 === 0).join(' ');

/** One after the other: planned, crashed, crashed for good. */
async function failOver(namespace: string, round: number): Promise<void> {
  const { pod, identity } = await leaderOf(namespace);
  if (round % 3 === 0) await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
  else await fault('kill', pod, namespace);
  if (round % 3 === 2) await kubectl(['-n', namespace, 'delete', 'pod', pod, '--force', '--grace-period=0']);
  await leaderOf(namespace, identity);
  await rolledOut(namespace);
}

async function live(namespace: string): Promise<void> {
  const end = performance.now() + LENGTH;
  let restarted = false;
  for (let round = 0; performance.now() < end; round++) {
    await failOver(namespace, round);
    if (!restarted && performance.now() > end - LENGTH / 2) {
      restarted = true;
      await fault('restart-apiserver');
      await sleep(5000);
    }
    await sleep(5000);
  }
}

describe('a long watch', () => {
  it(
    'loses no transition, through a restart of the API server, and grows no memory',
    { timeout: LENGTH + 5 * MINUTE },
    () =>
      withInstall('soak', {}, async (namespace) => {
        assert.ok(AUDIT_LOG, 'start the cluster with AUDIT_LOG');
        const heap = join(mkdtempSync(join(tmpdir(), 'b7le-soak-')), 'heap');
        const probe = { NODE_OPTIONS: `--import ${HEAP_PROBE}`, B7LE_TEST_HEAP: heap };
        const watching = await watch(['-n', namespace], probe);
        const began = Date.now();
        await live(namespace);
        await sleep(5000);
        const told = watching.lines
          .filter(changed('taken-over'))
          .map(({ change }) => `${change?.from} → ${change?.to}`);
        const made = takeoversIn(namespace).filter(({ at }) => at > began);
        assert.ok(made.length >= LENGTH / MINUTE, `only ${made.length} takeovers`);
        assert.deepEqual(
          told,
          made.map(({ from, to }) => `${from} → ${to}`),
        );
        const memory = heapOf(heap);
        const third = Math.ceil(memory.length / 3);
        const early = median(memory.slice(third, 2 * third));
        const late = median(memory.slice(-third));
        const errors = watching.lines.flatMap(({ change }, at) => {
          const takeover = made.find(({ to }) => change?.kind === 'taken-over' && change.to === to);
          const told = watching.lines[at]?.change?.time;
          return takeover && told ? [Math.abs(Date.parse(told) - takeover.at)] : [];
        });
        const { stderr } = await watching.end();
        process.stdout.write(
          `${made.length} takeovers told of, each within ${Math.max(...errors)}ms; live heap ${everyMinute(memory)} kB\n${stderr}`,
        );
        assert.ok(late < early * MOST_GROWTH, `${early} kB became ${late} kB`);
      }),
  );
});
