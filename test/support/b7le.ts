// b7le as a user has it: the built binary, started as a process of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called once the process runs; for tests that stop it or close its output. */
  readonly during?: (child: ReturnType<typeof spawn>) => void;
}

const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Runs `b7le ARGS`. B7LE_TEST_NODE chooses the Node that runs it, by default the one that runs the tests. */
export async function b7le(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const node = process.env.B7LE_TEST_NODE || process.execPath;
  const child = spawn(node, [BINARY, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  options.during?.(child);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
