// A copy of what is about to be written to, as YAML in a file that only its owner reads (contract 6).

import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `--backup-dir`, else b7le's folder for state. */
export function backupFolder(given: string | undefined, env: Env): string {
  if (given !== undefined && given !== '') return resolve(given);
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'b7le', 'backups');
}

/** Makes the folder. @throws UsageError where that is not possible: it is known before anything is asked */
export function prepareBackups(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/**
 * Writes a copy that no other one can take the place of.
 * @param at RFC 3339, by the API server's clock
 * @returns its path
 * @throws UsageError where it cannot be written
 */
export async function keepBackup(
  folder: string,
  object: Readonly<Record<string, unknown>>,
  at: string,
): Promise<string> {
  const { yamlText } = await import('../report/render/yaml.ts');
  const { name = '' } = (object.metadata ?? {}) as { name?: string };
  const time = at.slice(0, 19).replaceAll(':', '-');
  const text = `# Saved by b7le before it was changed. To put it back: take resourceVersion and uid out, then kubectl create -f\n${yamlText(object)}`;
  for (let nth = 1; ; nth++) {
    const path = join(folder, `${time}-${name.replaceAll('/', '-')}${nth === 1 ? '' : `-${nth}`}.yaml`);
    try {
      writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error);
    }
  }
}

function unwritable(path: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(`no copy can be kept in ${path}: ${code}`, 'nothing was changed; choose another --backup-dir');
}
