// One failover test of an election at a time, as far as this machine can tell: a file names the process that runs it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Held until it is let go; null where the file cannot be kept, which is no reason not to test. */
export type TestLock = { readonly letGo: () => void } | { readonly other: string };

/** @param key what the test is of: server, namespace and Lease */
export function lockTest(key: string, env: Env, self: number): TestLock {
  const base = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
  const folder = join(base, 'b7le', 'tests');
  const file = join(folder, `${key.replaceAll(/[^\w.-]+/g, '_')}.pid`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const before = holderOf(file);
    if (before !== null && before !== self && runs(before))
      return { other: `another failover test of this election runs here (process ${before})` };
    rmSync(file, { force: true });
    writeFileSync(file, `${self}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // two that start at once: one of them made the file first
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      return { other: 'another failover test of this election starts here' };
    return { letGo: () => {} };
  }
  return { letGo: () => rmSync(file, { force: true }) };
}

function holderOf(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process runs as well
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
