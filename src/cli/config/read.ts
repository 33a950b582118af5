// The config file's text.

import { closeSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';
import type { Place } from './locate.ts';

/** No settings are longer; what is would only take time to refuse. In bytes. */
const MOST = 64 * 1024;

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read (permission denied)',
  EISDIR: 'is a folder',
  ELOOP: 'is a symbolic link to itself',
};

/** @returns null where nobody named the file and there is none @throws UsageError for one that cannot be read */
export function readConfig({ file, shown, named }: Place): string | null {
  const bytes = bytesOf(file, (code) => {
    const absent = code === 'ENOENT' || code === 'ENOTDIR';
    if (absent && named === null) return null;
    if (absent) return new UsageError(`there is no config file ${shown} (${named})`);
    return new UsageError(`${shown}: ${WORDS[code] ?? `cannot be read (${code})`}`);
  });
  if (bytes === null) return null;
  if (bytes.length > MOST) throw new UsageError(`${shown}: is larger than 64 KiB, which no config file of b7le is`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${shown}: is no text in UTF-8`);
  }
}

/** At most one byte more than allowed, so that a device without an end is refused too; pipes come in pieces. */
function bytesOf(file: string, failed: (code: string) => UsageError | null): Buffer | null {
  const buffer = Buffer.alloc(MOST + 1);
  let length = 0;
  try {
    const opened = openSync(file, 'r');
    try {
      for (let got = -1; got !== 0 && length < buffer.length; length += got)
        got = readSync(opened, buffer, length, buffer.length - length, null);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    const fault = failed((error as NodeJS.ErrnoException).code ?? String(error));
    if (fault !== null) throw fault;
    return null;
  }
  return buffer.subarray(0, length);
}
