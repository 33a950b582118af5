// The API server's own record of what was done to a Lease, with its own times (the cluster's AUDIT_LOG).

import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface AuditedWrite {
  readonly verb: string;
  readonly name: string;
  readonly holder: string | null;
  /** The program that wrote, as its user agent begins: `b7le`, `elector`, `kubectl`. */
  readonly by: string;
  /** When the answer was complete, epoch milliseconds by the API server's clock. */
  readonly at: number;
}

/** The log's path, null where the cluster keeps none. */
export const AUDIT_LOG = process.env.AUDIT_LOG || null;

/** What was read of one file so far, by its inode: the server renames a file that is full (at 100 MB). */
interface ReadSoFar {
  bytes: number;
  readonly lines: string[];
}

const READ = new Map<number, ReadSoFar>();

/** The lines of writes in the log, and of the file before it where the server has begun a new one just now. */
function auditLines(): readonly string[] {
  const path = AUDIT_LOG as string;
  const [stem] = basename(path).split('.log');
  const folder = dirname(path);
  const former = readdirSync(folder)
    .filter((name) => name.startsWith(`${stem}-20`) && name.endsWith('.log'))
    .map((name) => join(folder, name))
    .filter((file) => Date.now() - statSync(file).mtimeMs < RECENT_MS);
  return [...former, path].flatMap(linesOf);
}

/** Reads on from where it was read to: whoever polls must not hold up the tests that run beside. */
function linesOf(path: string): readonly string[] {
  const file = openSync(path, 'r');
  try {
    const { ino, size } = fstatSync(file);
    const known = READ.get(ino) ?? { bytes: 0, lines: [] };
    READ.set(ino, known);
    const more = Buffer.alloc(Math.max(0, size - known.bytes));
    const got = readSync(file, more, 0, more.length, known.bytes);
    // what follows the last newline is being written
    const whole = more.subarray(0, more.subarray(0, got).lastIndexOf(10) + 1);
    known.bytes += whole.length;
    for (const line of whole.toString('utf8').split('\n')) if (isWrite(line)) known.lines.push(line);
    return known.lines;
  } finally {
    closeSync(file);
  }
}

const READS = ['"verb":"get"', '"verb":"list"', '"verb":"watch"'];

/** Of a Lease, or by b7le: most of the log is reads, of which nobody asks. */
function isWrite(line: string): boolean {
  return (line.includes(OF_LEASES) || line.includes(BY_B7LE)) && !READS.some((verb) => line.includes(verb));
}

const OF_LEASES = '"resource":"leases"';
const BY_B7LE = '"userAgent":"b7le';
const RECENT_MS = 300_000;

interface Entry {
  verb?: string;
  userAgent?: string;
  stage?: string;
  stageTimestamp?: string;
  objectRef?: { resource?: string; namespace?: string; name?: string; subresource?: string };
  responseStatus?: { code?: number };
  responseObject?: { spec?: { holderIdentity?: string } };
}

/** Every successful write to the Leases of a namespace, oldest first. */
export function writesIn(namespace: string): AuditedWrite[] {
  return auditLines()
    .filter((line) => line.includes(`"namespace":"${namespace}"`) && line.includes(OF_LEASES))
    .map((line) => JSON.parse(line) as Entry)
    .filter(({ verb, stage, responseStatus, objectRef }) => {
      const wrote = ['create', 'update', 'patch', 'delete'].includes(verb ?? '');
      const done = stage === 'ResponseComplete' && (responseStatus?.code ?? 500) < 300;
      return wrote && done && objectRef?.namespace === namespace;
    })
    .map(({ verb, userAgent, objectRef, responseObject, stageTimestamp }) => ({
      verb: verb ?? '',
      by: /^[\w.-]+/.exec(userAgent ?? '')?.[0] ?? '',
      name: objectRef?.name ?? '',
      holder: responseObject?.spec?.holderIdentity || null,
      at: Date.parse(stageTimestamp ?? ''),
    }))
    .sort((a, b) => a.at - b.at);
}

export interface AuditedTakeover {
  readonly from: string;
  readonly to: string;
  /** When the new holder's first write was complete. */
  readonly at: number;
  /** From the old holder's last write, or from its release, to that. */
  readonly leaderlessMs: number;
}

/** Each change of the holder, with the time since the old one's last write. */
export function takeoversIn(namespace: string): AuditedTakeover[] {
  const takeovers: AuditedTakeover[] = [];
  let last: AuditedWrite | null = null;
  let begin = 0;
  for (const write of writesIn(namespace)) {
    if (write.holder === null) {
      begin = write.at;
      continue;
    }
    if (last && last.holder !== write.holder)
      takeovers.push({ from: last.holder as string, to: write.holder, at: write.at, leaderlessMs: write.at - begin });
    last = write;
    begin = write.at;
  }
  return takeovers;
}

export interface AuditedRequest {
  readonly verb: string;
  readonly resource: string;
  readonly name: string;
  readonly code: number;
  /** When the API server received it, and when its answer was complete; epoch milliseconds. */
  readonly receivedAt: number;
  readonly completeAt: number;
}

/** Every request of b7le's that may change something in a namespace, whatever came of it, oldest first. */
export function writesOfB7leIn(namespace: string): AuditedRequest[] {
  return auditLines()
    .filter((line) => line.includes(`"namespace":"${namespace}"`) && line.includes(BY_B7LE))
    .map((line) => JSON.parse(line) as Entry & { requestReceivedTimestamp?: string })
    .filter(({ verb, stage }) => stage === 'ResponseComplete' && !['get', 'list', 'watch'].includes(verb ?? ''))
    .map(({ verb, objectRef, responseStatus, requestReceivedTimestamp, stageTimestamp }) => ({
      verb: verb ?? '',
      resource: [objectRef?.resource, objectRef?.subresource].filter(Boolean).join('/'),
      name: objectRef?.name ?? '',
      code: responseStatus?.code ?? 0,
      receivedAt: Date.parse(requestReceivedTimestamp ?? ''),
      completeAt: Date.parse(stageTimestamp ?? ''),
    }))
    .filter(({ resource }) => !resource.endsWith('accessreviews'))
    .sort((a, b) => a.receivedAt - b.receivedAt);
}
