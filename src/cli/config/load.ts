// The config file in force. Where there is none, nothing of what reads YAML is loaded: a start costs what it did.

import { locateConfig } from './locate.ts';
import { readConfig } from './read.ts';
import type { ConfigFile } from './settings.ts';

/**
 * @param flag `--config` as given
 * @returns null where there is no config file
 * @throws UsageError for a file that is named and not there, or that is no config file: one sentence with file and line
 */
export async function loadConfig(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConfigFile | null> {
  const place = locateConfig(flag, env);
  const text = readConfig(place);
  if (text === null) return null;
  const { settingsIn } = await import('./settings-in.ts');
  return { file: place.file, shown: place.shown, ...settingsIn(text, place.shown) };
}
