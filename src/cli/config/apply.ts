// The config file put to work on a command's line.

import { type Line, withStandIns } from './in-force.ts';
import { loadConfig } from './load.ts';
import type { ConfigFile, Settings } from './settings.ts';

interface Parsed {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly flags: Readonly<Record<string, { readonly setFromDefault?: boolean } | undefined>> };
}

/** Names of the flags that stand on the line, not those that have only their default. */
export function givenOf({ flags, metadata }: Parsed): ReadonlySet<string> {
  return new Set(Object.keys(flags).filter((flag) => metadata.flags[flag]?.setFromDefault !== true));
}

/**
 * Reads the config file of a line, and lets it stand in for flags that were not given.
 * @param known the flags of the command; one without `--config` has no part in the file
 * @throws UsageError for a config file that is none
 */
export async function configure<T extends Parsed>(
  parsed: T,
  known: Line['known'],
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly parsed: T; readonly configured: ConfigFile | null }> {
  if (!('config' in known)) return { parsed, configured: null };
  const configured = await loadConfig(parsed.flags.config as string | undefined, env);
  if (configured === null) return { parsed, configured };
  const line = { flags: parsed.flags, given: givenOf(parsed), known };
  const flags = withStandIns(line, configured.settings, env);
  const stood = Object.keys(flags).filter((flag) => !line.given.has(flag));
  const metadata = { flags: { ...parsed.metadata.flags, ...Object.fromEntries(stood.map((flag) => [flag, DEFAULT])) } };
  return { parsed: { ...parsed, flags, metadata: { ...parsed.metadata, ...metadata } }, configured };
}

/** How oclif marks what is not on the line. */
const DEFAULT = { setFromDefault: true };

interface Limits {
  readonly timeout?: number | undefined;
  readonly watch?: boolean;
  readonly wait?: boolean;
}

/** How long reading may take: watching has no end and waiting one of its own, unless the line itself gives one (contract 1). */
export function timeoutInForce({ timeout, watch, wait }: Limits, { timeoutMs }: Settings): number | null {
  return timeout ?? (watch || wait ? null : (timeoutMs ?? null));
}
