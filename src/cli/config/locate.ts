// Where the config file is: as --config or B7LE_CONFIG names it, else in XDG's folder for settings.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Place {
  readonly file: string;
  /** As told to people: a path below the home folder begins with `~`. */
  readonly shown: string;
  /** Who named it; null for the usual place, where it need not be. */
  readonly named: '--config' | 'B7LE_CONFIG' | null;
}

/** @throws UsageError for `--config ''` */
export function locateConfig(flag: string | undefined, env: Env): Place {
  const home = env.HOME || homedir();
  const shown = (file: string) => (file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file);
  if (flag === '') throw new UsageError('--config names no file');
  if (flag !== undefined) return { file: flag, shown: shown(flag), named: '--config' };
  if (env.B7LE_CONFIG) return { file: env.B7LE_CONFIG, shown: shown(env.B7LE_CONFIG), named: 'B7LE_CONFIG' };
  // a relative path there is invalid by XDG's rules, and passed over
  const xdg = env.XDG_CONFIG_HOME ?? '';
  const file = join(isAbsolute(xdg) ? xdg : join(home, '.config'), 'b7le', 'config.yaml');
  return { file, shown: shown(file), named: null };
}
