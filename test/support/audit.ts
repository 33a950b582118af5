// The API server's own record of what was done to a Lease, with its own times (the cluster's AUDIT_LOG).

import { readdirSync, readFileSync, statSync } from 'node:fs';
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

/** Its lines, and those of the file before it where the server has begun a new one just now (at 100 MB). */
function auditLines(): string[] {
  const path = AUDIT_LOG as string;
  const [stem] = basename(path).split('.log');
  const folder = dirname(path);
  const former = readdirSync(folder)
    .filter((name) => name.startsWith(`${stem}-20`) && name.endsWith('.log'))
    .map((name) => join(folder, name))
    .filter((file) => Date.now() - statSync(file).mtimeMs < RECENT_MS);
  // what follows the last newline is being written
  return [...former, path].flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1));
}

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
    .filter((line) => line.includes(`"namespace":"${namespace}"`) && line.includes('"resource":"leases"'))
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
    .filter((line) => line.includes(`"namespace":"${namespace}"`) && line.includes('"userAgent":"b7le'))
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
