// The files of `doctor -f`, as kubectl takes them: files, folders with their manifests, and standard input.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { Fault, Manifests } from '../manifests/read.ts';
import { visible } from '../report/visible.ts';
import { UsageError } from './usage-error.ts';

const MANIFEST = /\.(ya?ml|json)$/;
/** A larger one is no manifest. */
const MOST_BYTES = 64 << 20;

export interface FilesWish {
  readonly paths: readonly string[];
  readonly recursive: boolean;
}

/** Reads all of them; what cannot be read is a fault, and the others are read all the same. */
export async function readFiles({ paths, recursive }: FilesWish): Promise<Manifests & { readonly files: number }> {
  const { readManifests } = await import('../manifests/read.ts');
  const documents: Manifests['documents'][number][] = [];
  const faults: Fault[] = [];
  let files = 0;
  const take = (found: Manifests) => {
    files++;
    documents.push(...found.documents);
    faults.push(...found.faults);
  };
  const fail = (file: string, error: unknown) =>
    faults.push({ file: visible(file), line: null, what: reasonOf(error) });
  for (const path of paths) {
    try {
      if (path === '-') take(readManifests(await fromStdin(), '-'));
      // one file of a folder that cannot be read loses none of those beside it
      else
        for (const file of await manifestsIn(path, recursive))
          await contents(file).then(
            (text) => take(readManifests(text, visible(file))),
            (error) => fail(file, error),
          );
    } catch (error) {
      if (error instanceof UsageError) throw error;
      fail(path, error);
    }
  }
  return { documents, faults, files };
}

async function fromStdin(): Promise<string> {
  if (process.stdin.isTTY)
    throw new UsageError('-f - reads standard input, and that is a terminal', 'pipe manifests into it');
  return textOf(process.stdin);
}

/** A file as it is named; of a folder its manifests, in the order of their names. */
async function manifestsIn(path: string, recursive: boolean): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const all = await readdir(path, { recursive, withFileTypes: true });
  const found = all
    // links too: the files of a mounted ConfigMap are links, and kubectl reads them
    .filter((one) => (one.isFile() || one.isSymbolicLink()) && MANIFEST.test(one.name))
    .map((one) => join(one.parentPath, one.name));
  if (found.length === 0)
    throw new Error(`the folder holds no manifest${recursive ? '' : ': -R looks into folders below it'}`);
  return found.sort();
}

async function contents(file: string): Promise<string> {
  if ((await stat(file)).size > MOST_BYTES) throw new Error('it is larger than 64 MiB');
  return readFile(file, 'utf8');
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    ENOTDIR: 'its folder is a file',
    ENAMETOOLONG: 'the name is too long',
  };
  return words[code ?? ''] ?? message;
}
