// How long doctor takes on a healthy install whose three replicas have printed 100 MB each: not longer for the size of its logs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

const NAMESPACE = 'bench-loud-healthy';
const RUNS = Number(process.env.B7LE_BENCH_LOGS_RUNS ?? 3);
/** Issue of doctor: "under 5 s on a healthy install however large the logs are". */
const MOST_MS = 5000;

export interface DoctorMeasured {
  /** Of each run, in order, whole processes. */
  readonly runs: readonly number[];
  readonly trouble: string | null;
}

/** @returns null where no cluster was named that may hold so much: its pods are made, and taken away */
export async function measureDoctorLoud(binary: string): Promise<DoctorMeasured | null> {
  if (!process.env.B7LE_TEST_CLUSTER) return null;
  const { LOUD, makeLoud, removeLoud } = await import('../support/loud.ts');
  const { StandIn } = await import('../support/stand-in.ts');
  const runs: number[] = [];
  try {
    const [leader = ''] = await makeLoud(NAMESPACE, { healthy: true });
    const standIn = await StandIn.start(NAMESPACE, leader, 0, LOUD);
    try {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      for (let run = 0; run < RUNS; run++) runs.push(await timed(binary));
    } finally {
      await standIn.stop();
    }
  } finally {
    await removeLoud(NAMESPACE);
  }
  return { runs, trouble: Math.max(...runs) > MOST_MS ? `more than ${MOST_MS / 1000} s` : null };
}

async function timed(binary: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [binary, 'doctor', '-n', NAMESPACE], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = (await once(child, 'close')) as [number];
  const took = performance.now() - started;
  if (code !== 0) throw new Error(`doctor of a healthy install exited with ${code}:\n${text}`);
  return took;
}
