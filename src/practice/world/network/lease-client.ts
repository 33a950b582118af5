// client-go's way to a Lease: the requests of an elector over the network, and errors worded as client-go prints them.

import type { EndReason } from '../../../elector/era.ts';
import type { LeaseAnswer, LeaseRecord, LeaseRequest, LeaseStore, StoredLease } from '../../../elector/lease-store.ts';
import type { KubeObject } from '../../objects/object.ts';
import type { Client } from '../client.ts';
import { goDuration } from '../go-duration.ts';
import type { Network, Outcome } from './network.ts';
import type { ProcessClock } from './process-clock.ts';

export interface LeaseClientOptions {
  readonly network: Network;
  readonly client: Client;
  readonly clock: ProcessClock;
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  /** The API server as the pod knows it: `10.96.0.1:443`. */
  readonly server: string;
  /** The client's own timeout, which its URLs carry; null for none. */
  readonly timeoutMs: number | null;
}

/** An HTTP/2 connection that brings nothing for so long is given up (30 s of silence, 15 s for a ping); then one dials anew. */
const CONNECTION_LIVES_MS = 45_000;
/** client-go's patience with dialling, where the client has none of its own. */
const DIAL_MS = 30_000;
const METHOD = { get: 'Get', create: 'Post', update: 'Put' } as const;
const LEASES = 'leases.coordination.k8s.io';

export class LeaseClient implements LeaseStore {
  readonly #options: LeaseClientOptions;
  /** The object as last read: client-go writes back what it does not know of it. */
  #last: KubeObject | null = null;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: LeaseClientOptions) {
    this.#options = options;
  }

  /** The Lease as this client last saw it. */
  get last(): KubeObject | null {
    return this.#last;
  }

  ask(request: LeaseRequest, timeoutMs: number | null, answer: (answer: LeaseAnswer) => void): () => void {
    const { network, podUid, clock, server } = this.#options;
    const body = request.verb === 'get' ? null : this.#bodyOf(request);
    const perform = () => this.#perform(request.verb, body);
    const connected = clock.now() - this.#answeredAt < CONNECTION_LIVES_MS;
    const patience = timeoutMs ?? (connected ? CONNECTION_LIVES_MS : DIAL_MS);
    return network.request(podUid, clock, perform, patience, (outcome) => {
      if (!('timedOut' in outcome)) this.#answeredAt = clock.now();
      const own = timeoutMs !== null ? 'context deadline exceeded' : 'http2: client connection lost';
      const dialled = !connected && !network.reaches(podUid);
      answer(this.#answerOf(request.verb, outcome, dialled ? `dial tcp ${server}: i/o timeout` : own));
    });
  }

  /** The words of a request that was cut off, by its context or its timeout. */
  cutOff(verb: LeaseRequest['verb'], reason: EndReason): string {
    return `${METHOD[verb]} "${this.urlOf(verb)}": ${reason}`;
  }

  urlOf(verb: LeaseRequest['verb']): string {
    const { server, namespace, name, timeoutMs } = this.#options;
    const of = verb === 'create' ? '' : `/${name}`;
    const query = timeoutMs === null ? '' : `?timeout=${goDuration(timeoutMs)}`;
    return `https://${server}/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${of}${query}`;
  }

  #perform(verb: LeaseRequest['verb'], body: KubeObject | null): KubeObject {
    const { client, namespace, name } = this.#options;
    if (verb === 'get' || body === null) return client.read(LEASES, namespace, name);
    return verb === 'create' ? client.create(LEASES, body) : client.update(LEASES, body);
  }

  #bodyOf(request: Exclude<LeaseRequest, { verb: 'get' }>): KubeObject {
    const { namespace, name } = this.#options;
    const seen = request.verb === 'update' ? this.#last?.metadata : undefined;
    const version = request.verb === 'update' ? { uid: request.uid, resourceVersion: request.resourceVersion } : {};
    const metadata = { ...seen, name, namespace, ...version };
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: metadata as KubeObject['metadata'],
      spec: request.record,
    };
  }

  /** @param silence what a request died of that was never answered: of its client's patience, of dialling, or with its connection */
  #answerOf(verb: LeaseRequest['verb'], outcome: Outcome<KubeObject>, silence: string): LeaseAnswer {
    if ('value' in outcome) {
      this.#last = outcome.value;
      return { lease: storedLease(outcome.value) };
    }
    if ('timedOut' in outcome) return { fault: 'other', message: `${METHOD[verb]} "${this.urlOf(verb)}": ${silence}` };
    const { code, message } = outcome.error as { readonly code?: number; readonly message?: string };
    // a namespace that is not there is no absent Lease to a create
    if (code === 404 && verb === 'get') return { fault: 'not-found', message: message ?? '' };
    return { fault: code === 409 ? 'conflict' : 'other', message: message ?? String(outcome.error) };
  }
}

function storedLease(lease: KubeObject): StoredLease {
  const spec = (lease.spec ?? {}) as Partial<LeaseRecord>;
  return {
    uid: lease.metadata.uid,
    resourceVersion: lease.metadata.resourceVersion,
    record: {
      holderIdentity: spec.holderIdentity ?? '',
      leaseDurationSeconds: spec.leaseDurationSeconds ?? 0,
      acquireTime: spec.acquireTime ?? null,
      renewTime: spec.renewTime ?? null,
      leaseTransitions: spec.leaseTransitions ?? 0,
    },
  };
}
