// Observations in files: redacted and kept for their owner alone, and read back as data of which nothing is trusted.

import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { ClusterError } from '../cluster/cluster-error.ts';
import { freeze, type Observation } from '../election/observation.ts';
import { observationShape } from '../election/observation-shape.ts';
import { redacted } from '../election/redact.ts';
import { ShapeFault } from '../election/shape.ts';
import { visible } from '../report/visible.ts';
import { UsageError } from './usage-error.ts';

const MOST_BYTES = 256 * 1024 * 1024;
const HINT = 'b7le doctor --save FILE writes one';

/** What a file will hold of an Observation: redacted, and as it comes back out of it. */
export function kept(observation: Observation): Observation {
  return freeze(observationShape(JSON.parse(JSON.stringify(redacted(observation))), ''));
}

/**
 * Writes it for its owner alone: whole or not at all, and through no link that somebody laid.
 * @throws UsageError where the file cannot be written
 */
export async function save(observation: Observation, file: string): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    await writeFile(beside, `${JSON.stringify(observation, null, 1)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw new UsageError(
      `--save ${visible(file)}: ${reasonOf(error)}`,
      'name a file in a folder that you may write to',
    );
  }
}

/** @throws UsageError where `save` would fail, before a cluster is read for nothing */
export async function canSave(file: string): Promise<void> {
  const probe = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    const there = await stat(file).catch(() => null);
    if (there !== null && !there.isFile()) throw new Error('it is no plain file');
    await writeFile(probe, '', { mode: 0o600, flag: 'wx' });
    await rm(probe);
  } catch (error) {
    throw new UsageError(
      `--save ${visible(file)}: ${reasonOf(error)}`,
      'name a file in a folder that you may write to',
    );
  }
}

/** @throws ClusterError where there is no file, or none that holds an Observation: what it would tell cannot be told */
export async function readFrom(file: string): Promise<Observation> {
  const name = visible(file);
  const text = await contents(file, name);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new ClusterError('error', `${name} is no JSON`, HINT);
  }
  const version = typeof data === 'object' && data !== null ? (data as { apiVersion?: unknown }).apiVersion : undefined;
  if (typeof version === 'string' && /^b7le\.observation\//.test(version) && version !== 'b7le.observation/v1') {
    throw new ClusterError('unsupported', `${name} is a ${visible(version)}, and this b7le knows b7le.observation/v1`);
  }
  try {
    return freeze(observationShape(data, ''));
  } catch (error) {
    if (error instanceof RangeError) throw new ClusterError('error', `${name} is nested too deeply`, HINT);
    if (!(error instanceof ShapeFault)) throw error;
    throw new ClusterError('error', `${name} is no observation of b7le: ${visible(error.message)}`, HINT);
  }
}

async function contents(file: string, name: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new ClusterError('error', `${name} is larger than 256 MiB`, HINT);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError('not-found', `${name} cannot be read: ${reasonOf(error)}`, HINT);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'its folder is a file',
    ENOSPC: 'no space is left',
    EROFS: 'the file system is read-only',
    ENAMETOOLONG: 'the name is too long',
  };
  return words[code ?? ''] ?? message;
}
