// The row of `logs` (contract 5): 300 MB of three pods against kubectl and grep, in turns; wall time and the most memory.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const NAMESPACE = 'bench-loud';
const RUNS = Number(process.env.B7LE_BENCH_LOGS_RUNS ?? 3);
const OURS = ['logs', 'deployment/loud', '-n', NAMESPACE, '--since', '0', '--fail-on', 'never'];
const THEIRS = `kubectl -n ${NAMESPACE} logs -l app=loud --prefix --tail=-1 | grep -iE 'leader|lease'`;
const MOST_MIB = 150;

export interface LogsMeasured {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly mostMib: number;
  readonly trouble: string | null;
}

/** @returns null where no cluster was named that may hold so much: its pods are made, and taken away */
export async function measureLogs(binary: string): Promise<LogsMeasured | null> {
  if (!process.env.B7LE_TEST_CLUSTER) return null;
  const { makeLoud, removeLoud } = await import('../support/loud.ts');
  const runs: { ours: number; theirs: number }[] = [];
  let mostMib = 0;
  try {
    await makeLoud(NAMESPACE);
    for (let run = 0; run < RUNS; run++) {
      const mine = await timed(process.execPath, [binary, ...OURS]);
      const other = await timed('sh', ['-c', THEIRS]);
      mostMib = Math.max(mostMib, mine.mostMib);
      runs.push({ ours: mine.took, theirs: other.took });
    }
  } finally {
    await removeLoud(NAMESPACE);
  }
  const ours = middle(runs.map((run) => run.ours));
  const theirs = middle(runs.map((run) => run.theirs));
  const ratio = middle(runs.map((run) => run.ours / run.theirs));
  return { ours, theirs, ratio, mostMib, trouble: mostMib > MOST_MIB ? `more than ${MOST_MIB} MiB` : null };
}

async function timed(command: string, args: readonly string[]): Promise<{ took: number; mostMib: number }> {
  const started = performance.now();
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let mostMib = 0;
  const looking = setInterval(() => {
    mostMib = Math.max(mostMib, highWater(child.pid ?? 0));
  }, 100);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(looking);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}`);
  return { took: performance.now() - started, mostMib };
}

function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
