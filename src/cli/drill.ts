// What the last drill was, so that it can be told afterwards.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from './usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Drill {
  readonly scenario: string;
  readonly seed: string;
}

/** XDG's folder for state, as other data that need not be kept for ever. */
function fileOf(env: Env): string {
  const base = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
  return join(base, 'b7le', 'drill.json');
}

/** @throws UsageError where it cannot be written: a drill that nobody can reveal is none */
export function keepDrill(drill: Drill, env: Env): void {
  const file = fileOf(env);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${JSON.stringify(drill)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`the drill cannot be kept in ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** @throws UsageError where there was none */
export function lastDrill(env: Env): Drill {
  try {
    const { scenario, seed } = JSON.parse(readFileSync(fileOf(env), 'utf8')) as Record<string, unknown>;
    if (typeof scenario === 'string' && typeof seed === 'string') return { scenario, seed };
  } catch {
    // told below
  }
  throw new UsageError('there was no drill to reveal', 'b7le practice --drill starts one');
}
