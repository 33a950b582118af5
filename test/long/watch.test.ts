// Ten minutes of `status --watch` beside failovers of every kind, with the API server restarted in the middle: no transition is
// lost, and no memory grows. Needs a real cluster with an audit log, as the cluster suite does; B7LE_SOAK_MINUTES shortens it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUDIT_LOG, takeoversIn } from '../support/audit.ts';
import { fault, kubectl } from '../support/cluster.ts';
import { leaderOf, rolledOut, withInstall } from '../support/install.ts';
import { changed, type Watch, watch } from '../support/watched.ts';

const MINUTE = 60_000;
const LENGTH = Number(process.env.B7LE_SOAK_MINUTES ?? 10) * MINUTE;
/** V8 takes what it is given before it cleans up; with little to take, what grows is seen. */
const HEAP = { NODE_OPTIONS: '--max-old-space-size=64' };
/** What is compiled on the way, and what a cluster holds of more Events, between the second third and the last. */
const MOST_GROWTH = 1.1;

function residentKb(pid: number): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb);
}

/** One after the other: planned, crashed, crashed for good. */
async function failOver(namespace: string, round: number): Promise<void> {
  const { pod, identity } = await leaderOf(namespace);
  if (round % 3 === 0) await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
  else await fault('kill', pod, namespace);
  if (round % 3 === 2) await kubectl(['-n', namespace, 'delete', 'pod', pod, '--force', '--grace-period=0']);
  await leaderOf(namespace, identity);
  await rolledOut(namespace);
}

async function live(namespace: string, watching: Watch): Promise<number[]> {
  const end = performance.now() + LENGTH;
  const memory: number[] = [];
  let restarted = false;
  for (let round = 0; performance.now() < end; round++) {
    await failOver(namespace, round);
    if (!restarted && performance.now() > end - LENGTH / 2) {
      restarted = true;
      await fault('restart-apiserver');
      await sleep(5000);
    }
    memory.push(residentKb(watching.pid));
    await sleep(5000);
  }
  return memory;
}

describe('a long watch', () => {
  it(
    'loses no transition, through a restart of the API server, and grows no memory',
    { timeout: LENGTH + 5 * MINUTE },
    () =>
      withInstall('soak', {}, async (namespace) => {
        assert.ok(AUDIT_LOG, 'start the cluster with AUDIT_LOG');
        const watching = await watch(['-n', namespace], HEAP);
        const began = Date.now();
        const memory = await live(namespace, watching);
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
        const third = Math.ceil(memory.length / 3);
        const early = Math.max(...memory.slice(third, 2 * third));
        const late = Math.max(...memory.slice(-third));
        const errors = watching.lines.flatMap(({ change }, at) => {
          const takeover = made.find(({ to }) => change?.kind === 'taken-over' && change.to === to);
          const told = watching.lines[at]?.change?.time;
          return takeover && told ? [Math.abs(Date.parse(told) - takeover.at)] : [];
        });
        const { stderr } = await watching.end();
        process.stdout.write(
          `${made.length} takeovers told of, each within ${Math.max(...errors)}ms; memory ${memory.join(' ')} kB\n${stderr}`,
        );
        assert.ok(late < early * MOST_GROWTH, `${early} kB became ${late} kB`);
      }),
  );
});
