// A practice cluster from start to end: for somebody who tries commands beside it, or for one command that is run against it.

import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import type { Narration, PracticeCluster, PracticeOptions } from '../practice/index.ts';
import { happened, opening } from '../report/practice-view.ts';
import type { View } from '../report/view.ts';
import { type EndingSignal, onSignals, SIGNAL_CODES } from './signals.ts';
import { UsageError } from './usage-error.ts';

/** What to start, and where its story is shown. */
export interface Session {
  readonly start: Omit<PracticeOptions, 'narrate'>;
  readonly kubernetes: string;
  /** A drill tells nothing that would give it away. */
  readonly drill: boolean;
  /** What to run against it; null to live until a signal. */
  readonly command: readonly string[] | null;
  /** The names of b7le's own commands. */
  readonly own: readonly string[];
  readonly show: (view: View) => void;
}

/** @returns the exit code @throws UsageError where the port is taken, or there is no such command */
export async function practise({ start, kubernetes, drill, command, own, show }: Session): Promise<number> {
  const told: Narration[] = [];
  const quiet = drill || command !== null;
  let tell = (narration: Narration): void => void told.push(narration);
  const cluster = await open({ ...start, ...(quiet ? {} : { narrate: (narration) => tell(narration) }) });
  if (command) return await runAgainst(cluster, command, own);
  const ended = firstSignal();
  const { url, kubeconfig } = cluster;
  show(opening({ scenario: drill ? null : start.scenario, kubernetes, url, seed: start.seed ?? '', kubeconfig }));
  const say = ({ at, pod, text }: Narration) => show(happened(timeOfDay(at), pod, text));
  // of the past, only what was done to the cluster
  for (const narration of told) if (narration.pod === '') say(narration);
  tell = say;
  const exitCode = await ended;
  await cluster.close();
  return exitCode;
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

async function open(options: PracticeOptions): Promise<PracticeCluster> {
  const { startPractice } = await import('../practice/index.ts');
  try {
    return await startPractice(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const { port } = options;
    if (code === 'EADDRINUSE') throw new UsageError(`port ${port} is in use`, 'leave --port out for any free one');
    if (code === 'EACCES') throw new UsageError(`port ${port} may not be opened by this user`, 'take one above 1023');
    throw error;
  }
}

/** Hears the first signal. @returns the exit code that it stands for (contract 2) */
function firstSignal(): Promise<number> {
  return new Promise((resolve) => {
    onSignals((signal) => resolve(SIGNAL_CODES[signal]));
  });
}

/**
 * Runs one command against the cluster: one of b7le's own, else a program of the machine. Ends the cluster with it.
 * @param own the names of b7le's commands
 * @returns its exit code
 * @throws UsageError where there is no such program
 */
async function runAgainst(
  cluster: PracticeCluster,
  command: readonly string[],
  own: readonly string[],
): Promise<number> {
  try {
    const [name = '', ...args] = command;
    const ours = own.includes(name);
    return ours
      ? await run(process.execPath, [...itself(), ...command], cluster.kubeconfig)
      : await run(name, args, cluster.kubeconfig);
  } finally {
    await cluster.close();
  }
}

/** How this program was started: a script that Node runs, or a file that is all of it. */
function itself(): string[] {
  const [, script = ''] = process.argv;
  return /\.[cm]?[jt]s$|b7le$/.test(script) && script !== process.execPath ? [...process.execArgv, script] : [];
}

async function run(program: string, args: readonly string[], kubeconfig: string): Promise<number> {
  // what is set for another cluster has no say here
  const { B7LE_NAMESPACE: _, ...env } = process.env;
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...env, KUBECONFIG: kubeconfig, B7LE_CONFIG: devNull },
  });
  const restore = onSignals((signal) => child.kill(signal));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => reject(unstartable(program, error)));
      child.once('exit', (code, signal) => resolve(code ?? SIGNAL_CODES[signal as EndingSignal] ?? 3));
    });
  } finally {
    restore();
  }
}

function unstartable(program: string, { code }: NodeJS.ErrnoException): Error {
  if (code === 'ENOENT')
    return new UsageError(`there is no command ${program}`, 'after --, write one of b7le or of your machine');
  return new UsageError(`${program} cannot be run: ${code}`);
}
