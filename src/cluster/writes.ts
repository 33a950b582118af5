// The writes of the port. Each is sent once; where the connection broke, the object is read back and what it shows is told.

import { ClusterError, errorOfAnswer, errorOfConnection, messageOf, type Question } from './cluster-error.ts';
import { object, text } from './json.ts';
import { path, type Resource } from './resources.ts';
import type { Answer, RestClient } from './rest.ts';
import type { Write } from './wire.ts';
import type { Guard, Outcome, Place, RawObject, WritePort } from './write-port.ts';

/** A write is not cut off by the deadline of the reads; a server that is silent for so long is asked what it shows. */
const WRITE_MS = 30_000;
/** A request whose connection broke may still be on its way. */
const SETTLE_MS = 500;
/** Errors of a connection that never was: the server cannot have had the request. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

interface Asked extends Place {
  readonly resource: Resource;
  readonly verb: Question['verb'];
  readonly write: Write;
  /** After the object's own path. */
  readonly subresource?: string;
  /** The object with which a second look shows that it was done; null for one that is gone. @returns null where it does not tell */
  readonly isDone: (now: RawObject | null) => boolean | null;
}

export class Writes implements WritePort {
  private readonly client: RestClient;
  private readonly server: string;

  constructor(client: RestClient, server: string) {
    this.client = client;
    this.server = server;
  }

  async look(resource: Resource, { namespace, name }: Place) {
    const question = { verb: 'get', resource, namespace, name } as const;
    try {
      const { body, date } = await this.client.read(pathTo(resource, { namespace, name }), question);
      return { object: rawOf(body) ?? {}, date };
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'not-found') return null;
      throw error;
    }
  }

  remove(resource: 'leases' | 'pods', at: Place, guard: Guard, graceSeconds: number | null = null): Promise<Outcome> {
    const write: Write = { method: 'DELETE', body: deleteOptions(guard, graceSeconds) };
    return this.once({ ...at, resource, verb: 'delete', write, isDone: (now) => isOnItsWayOut(now, guard) });
  }

  update(resource: 'leases' | 'configmaps' | 'endpoints', raw: RawObject): Promise<Outcome> {
    const { namespace, name, uid, resourceVersion } = object(raw.metadata);
    const at = { namespace: text(namespace) ?? '', name: text(name) ?? '' };
    const write: Write = { method: 'PUT', body: raw };
    const isDone = (now: RawObject | null) => {
      const found = object(now?.metadata);
      if (now === null || found.uid !== uid) return false;
      if (found.resourceVersion === resourceVersion) return false;
      // somebody may have written over it since: then nothing tells whether it stood for a moment
      return sameContent(now, raw) ? true : null;
    };
    return this.once({ ...at, resource, verb: 'update', write, isDone });
  }

  evict(
    { namespace, name }: Place,
    guard: Guard,
    { policy, graceSeconds = null }: { readonly policy: 'v1' | 'v1beta1'; readonly graceSeconds?: number | null },
  ): Promise<Outcome> {
    const body = {
      apiVersion: `policy/${policy}`,
      kind: 'Eviction',
      metadata: { namespace, name },
      deleteOptions: deleteOptions(guard, graceSeconds),
    };
    return this.once({
      namespace,
      name,
      resource: 'pods',
      verb: 'create',
      subresource: 'eviction',
      write: { method: 'POST', body },
      isDone: (now) => isOnItsWayOut(now, guard),
    });
  }

  restart(
    resource: 'deployments' | 'statefulsets' | 'daemonsets',
    at: Place,
    { uid }: Guard,
    restartedAt: string,
  ): Promise<Outcome> {
    const template = { metadata: { annotations: { [RESTARTED_AT]: restartedAt } } };
    const body = { metadata: { uid }, spec: { template } };
    const write: Write = { method: 'PATCH', body, type: 'application/strategic-merge-patch+json' };
    const isDone = (now: RawObject | null) => {
      const shown = object(object(object(object(object(now).spec).template).metadata).annotations)[RESTARTED_AT];
      return object(now?.metadata).uid === uid && shown === restartedAt;
    };
    return this.once({ ...at, resource, verb: 'patch', write, isDone });
  }

  private async once(asked: Asked): Promise<Outcome> {
    const { resource, namespace, name, verb, write, subresource } = asked;
    const url = `${pathTo(resource, asked)}${subresource === undefined ? '' : `/${subresource}`}`;
    const question = {
      verb,
      resource: subresource ? `${resource}/${subresource}` : resource,
      namespace,
      name,
    } as const;
    try {
      const answer = await this.client.write(url, WRITE_MS, write);
      if (answer.status >= 200 && answer.status < 300)
        return { result: 'done', seen: 'answer', object: rawOf(answer.body) };
      // 500 and up may be said by a proxy, or by a server that gave up waiting for its own store
      if (answer.status >= 500) return await this.secondLook(asked, `the server answered ${answer.status}`);
      return refusalOf(answer, question, this.server);
    } catch (error) {
      if (wasNeverSent(error)) return { result: 'undone', why: errorOfConnection(error, this.server).message };
      const broke = error instanceof Error && error.name === 'AbortError';
      return await this.secondLook(
        asked,
        broke ? `no answer within ${WRITE_MS / 1000}s` : errorOfConnection(error, this.server).message,
      );
    }
  }

  /** What the object shows after a write that nobody answered. It is not sent again. */
  private async secondLook(asked: Asked, why: string): Promise<Outcome> {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    try {
      const found = await this.look(asked.resource, asked);
      const done = asked.isDone(found?.object ?? null);
      if (done === true) return { result: 'done', seen: 'second-look', object: found?.object ?? null };
      if (done === false) return { result: 'undone', why: `${why}; a second look shows that it was not done` };
      return { result: 'unknown', why: `${why}; a second look shows that somebody has written since` };
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      return { result: 'unknown', why: `${why}; and it could not be looked at again: ${error.message}` };
    }
  }
}

function pathTo(resource: Resource, { namespace, name }: Place): string {
  return `${path(resource, namespace)}/${encodeURIComponent(name)}`;
}

function deleteOptions({ uid, resourceVersion }: Guard, graceSeconds: number | null): object {
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid, ...(resourceVersion === null ? {} : { resourceVersion }) },
    ...(graceSeconds === null ? {} : { gracePeriodSeconds: graceSeconds }),
  };
}

/** Gone, replaced by another of its name, or marked for its end; by whom is not written anywhere. */
function isOnItsWayOut(now: RawObject | null, { uid }: Guard): boolean {
  const { uid: found, deletionTimestamp } = object(now?.metadata);
  return now === null || found !== uid || deletionTimestamp !== undefined;
}

/** What a write of a lock changes: the spec of a Lease, the annotations of an old lock. */
function sameContent(a: RawObject, b: RawObject): boolean {
  const of = (raw: RawObject) => JSON.stringify([sorted(raw.spec), sorted(object(raw.metadata).annotations)]);
  return of(a) === of(b);
}

function sorted(value: unknown): unknown {
  return Object.entries(object(value)).sort(([a], [b]) => (a < b ? -1 : 1));
}

function refusalOf(answer: Answer, question: Question, server: string): Outcome {
  const { status, body } = answer;
  if (status === 409) return { result: 'conflict', why: messageOf(body) };
  if (status === 404) return { result: 'absent', why: messageOf(body) };
  const why = errorOfAnswer(status, body, question, server).message;
  if (status === 401 || status === 403) return { result: 'refused', reason: 'forbidden', why };
  if (status === 422) return { result: 'refused', reason: 'invalid', why };
  const budget = status === 429 && /disruption budget/i.test(body);
  return { result: 'refused', reason: budget ? 'budget' : 'other', why };
}

function wasNeverSent(error: unknown): boolean {
  if (error instanceof ClusterError) return true;
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  const codes = errors?.length ? errors.map((one) => one.code ?? '') : [code ?? ''];
  return codes.every((one) => NEVER_SENT.includes(one) || one.startsWith('ERR_TLS') || one.startsWith('CERT_'));
}

function rawOf(body: string): RawObject | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as RawObject) : null;
  } catch {
    return null;
  }
}
