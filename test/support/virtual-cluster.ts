// One Lease of a practice cluster on a virtual clock, with electors, operators, and b7le's own port to it: no wire, and every
// request takes time on its way, so that anybody may act between any two of them.

import type { Clock } from '../../src/cluster/clock.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import type { Guard, Outcome, Place, RawObject, WritePort } from '../../src/cluster/write-port.ts';
import { requestTimeoutOf } from '../../src/elector/candidate.ts';
import { Elector } from '../../src/elector/elector.ts';
import type { LeaseAnswer, LeaseRecord, LeaseRequest, LeaseStore, StoredLease } from '../../src/elector/lease-store.ts';
import { ProcessClock } from '../../src/elector/process-clock.ts';
import { type Random, seeded } from '../../src/elector/random.ts';
import { VirtualClock } from '../../src/elector/virtual-clock.ts';
import { PracticeApi } from '../../src/practice/api/api.ts';
import { bootstrapObjects } from '../../src/practice/bootstrap.ts';
import { ADMINISTRATOR, type Inside } from '../../src/practice/inside.ts';
import { servedKinds } from '../../src/practice/kinds/index.ts';
import type { Kind } from '../../src/practice/kinds/kind.ts';
import type { Draft, KubeObject } from '../../src/practice/objects/object.ts';
import { Store } from '../../src/practice/objects/store.ts';
import { apply } from '../../src/practice/perform.ts';

export const PLACE = { namespace: 'beskar7-system', name: 'the-lease' };
const START = Date.parse('2026-05-02T10:00:00Z');
const KINDS = { 37: servedKinds(37), 20: servedKinds(20) };

export interface Timings {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** A write by b7le at the moment in which the server did it. */
export interface DeedDone {
  readonly atMs: number;
  /** The last time that anybody else had written the record. */
  readonly lastRecordMs: number;
}

export class VirtualCluster {
  readonly clock = new VirtualClock(START);
  readonly random: Random;
  readonly minor: 37 | 20;
  readonly done: DeedDone[] = [];
  /** When the record was last written by anybody but b7le; milliseconds of the clock. */
  lastRecordMs = 0;
  /** When a read of the Lease last took effect. */
  lastReadMs = 0;
  /** Requests and sleeps of b7le that the clock has yet to end. */
  waiting = 0;
  readonly #api: PracticeApi;
  readonly #store: Store;
  readonly #kinds: readonly Kind[];

  constructor(seed: string, minor: 37 | 20) {
    const { clock } = this;
    this.minor = minor;
    this.random = seeded(seed);
    this.#kinds = KINDS[minor];
    this.#store = new Store({ clock, random: seeded(`${seed}/store`), minor });
    this.#api = new PracticeApi(this.#store, this.#kinds);
    const inside = { api: this.#api, kinds: this.#kinds, store: this.#store } as unknown as Inside;
    for (const object of bootstrapObjects()) apply(inside, object);
    apply(inside, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: PLACE.namespace } });
  }

  get lease(): KubeObject | null {
    return this.#store.get(this.#kind('leases'), PLACE.namespace, PLACE.name);
  }

  /** A process that contends for the Lease; its requests take up to 40 ms. */
  elect(identity: string, timings: Timings, releaseOnCancel: boolean): { elector: Elector; clock: ProcessClock } {
    const clock = new ProcessClock(this.clock);
    const config = {
      identity,
      ...timings,
      releaseOnCancel,
      clientGo: 33,
      requestTimeoutMs: requestTimeoutOf(timings.renewDeadlineMs),
    };
    const world = { clock, random: this.random, store: this.#storeOf(clock), tell: () => {} };
    const elector = new Elector(config, world);
    elector.start();
    return { elector, clock };
  }

  /** Somebody else's write, at once. @param isRecord whether it counts as a renewal to client-go */
  meddle(how: 'delete' | 'release' | 'label'): void {
    const lease = this.lease;
    if (!lease) return;
    if (how === 'delete') this.#act('delete', lease);
    if (how === 'label') {
      const metadata = { ...lease.metadata, labels: { touched: String(this.clock.now()) } };
      this.#act('update', { ...lease, metadata });
    }
    if (how === 'release') {
      const spec = { ...(lease.spec as object), holderIdentity: '', leaseDurationSeconds: 1 };
      this.#act('update', { ...lease, spec });
      this.lastRecordMs = this.clock.now();
    }
  }

  /** Time as b7le has it. */
  get time(): Clock {
    return { now: () => this.clock.now() - START, sleep: (ms) => this.#after(ms, () => undefined) };
  }

  /** b7le's port. @param guarded false takes the guards out of the requests, to see that they are what protects */
  port(guarded: boolean): Cluster {
    return {
      context: 'virtual',
      server: 'https://virtual',
      namespace: PLACE.namespace,
      impersonates: false,
      overdue: false,
      writes: this.#writes(guarded),
      version: () => this.#request(() => `v1.${this.minor}.2`),
      list: (resource, namespace) =>
        this.#request(() => {
          if (resource === 'leases') this.lastReadMs = this.clock.now();
          const kind = this.#kinds.find((one) => one.resource === resource);
          const items = kind ? this.#store.list(kind, namespace) : [];
          return { value: items, date: this.#date(), version: '1' };
        }),
      get: (resource, namespace, name) =>
        this.#request(() => {
          if (resource === 'leases') this.lastReadMs = this.clock.now();
          const found = this.#store.get(this.#kind(resource), namespace, name);
          if (!found) throw new ClusterError('not-found', 'it is not there');
          return { value: found, date: this.#date() };
        }),
      metadata: () => this.#request(() => ({ value: [], date: this.#date() })),
      count: async () => 1,
      podPage: async () => ({ failure: 'nobody is there' }),
      watch: () => {
        throw new Error('not practised here');
      },
      review: async () => ({ allowed: true }),
      logTail: async () => '',
      extend: () => {},
      allow: () => {},
      pause: () => () => {},
      log: () => Promise.reject(new Error('no log is read here')),
      close: () => {},
    };
  }

  #writes(guarded: boolean): WritePort {
    return {
      look: (resource, at) =>
        this.#request(() => {
          const object = this.#store.get(this.#kind(resource), at.namespace, at.name);
          return object && { object: object as unknown as RawObject, date: this.#date() };
        }),
      remove: (_, at, guard) => this.#write(() => this.#act('delete', at, guarded ? { preconditions: guard } : {})),
      update: (_, raw) =>
        this.#write(() => {
          const { metadata, ...rest } = raw as unknown as KubeObject;
          // the API takes no Lease without a version: without a guard it is the one that stands there
          const version = guarded
            ? {}
            : { resourceVersion: this.lease?.metadata.resourceVersion, uid: this.lease?.metadata.uid };
          this.#act('update', { ...rest, metadata: { ...metadata, ...version } } as KubeObject);
        }),
      evict: async () => ({ result: 'undone', why: 'not practised here' }),
      restart: async () => ({ result: 'undone', why: 'not practised here' }),
    };
  }

  #write(act: () => void): Promise<Outcome> {
    return this.#request(() => {
      try {
        const before = { atMs: this.clock.now(), lastRecordMs: this.lastRecordMs };
        act();
        this.done.push(before);
        return { result: 'done', seen: 'answer', object: null };
      } catch (error) {
        const { code, message } = error as { code: number; message: string };
        if (code === 409) return { result: 'conflict', why: message };
        if (code === 404) return { result: 'absent', why: message };
        return { result: 'refused', reason: 'other', why: message };
      }
    });
  }

  #act(
    verb: 'create' | 'update' | 'delete',
    object: KubeObject | Place,
    options: { preconditions?: Guard } = {},
  ): KubeObject {
    const kind = this.#kind('leases');
    const base = { user: ADMINISTRATOR, manager: 'test', kind, namespace: PLACE.namespace, subresource: '' };
    const body = (verb === 'delete' ? { kind: 'DeleteOptions', ...options } : object) as Draft;
    return this.#api.act({ ...base, verb, name: verb === 'create' ? null : PLACE.name, body });
  }

  /** There, done, and back: each way takes up to 60 ms. */
  #request<T>(act: () => T): Promise<T> {
    return this.#after(60 * this.random.next(), act).then((value) => this.#after(60 * this.random.next(), () => value));
  }

  #after<T>(ms: number, act: () => T): Promise<T> {
    this.waiting++;
    return new Promise((resolve, reject) => {
      this.clock.after(ms, () => {
        this.waiting--;
        try {
          resolve(act());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #date(): string {
    return new Date(this.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  #kind(resource: string): Kind {
    return this.#kinds.find((kind) => kind.resource === resource) as Kind;
  }

  #storeOf(clock: ProcessClock): LeaseStore {
    return {
      ask: (request, _timeout, answer) => {
        let result: LeaseAnswer = { fault: 'other', message: 'lost' };
        const way = 20 * this.random.next();
        this.clock.after(way, () => {
          result = this.#carryOut(request);
        });
        return clock.after(2 * way, () => answer(result));
      },
    };
  }

  #carryOut(request: LeaseRequest): LeaseAnswer {
    try {
      if (request.verb === 'get') {
        const { lease } = this;
        return lease ? { lease: stored(lease) } : { fault: 'not-found', message: 'not found' };
      }
      const version = request.verb === 'update' ? { uid: request.uid, resourceVersion: request.resourceVersion } : {};
      const draft = { metadata: { ...PLACE, ...version }, spec: request.record } as unknown as KubeObject;
      const lease = this.#act(request.verb, draft);
      this.lastRecordMs = this.clock.now();
      return { lease: stored(lease) };
    } catch (error) {
      const { code, message } = error as { code: number; message: string };
      return { fault: code === 409 ? 'conflict' : 'other', message };
    }
  }
}

function stored({ metadata, spec }: KubeObject): StoredLease {
  return { uid: metadata.uid, resourceVersion: metadata.resourceVersion, record: spec as LeaseRecord };
}

/** Runs the clock until something that waits on it has come to its end. */
export async function runUntil<T>(cluster: VirtualCluster, end: Promise<T>): Promise<T> {
  let settled = false;
  const noted = end.finally(() => {
    settled = true;
  });
  noted.catch(() => {});
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    const before = cluster.waiting;
    // nobody else's moment is skipped: one act at a time, until one of them is b7le's
    while (!settled && cluster.waiting > 0 && cluster.waiting === before) if (!cluster.clock.step()) break;
  }
  return noted;
}
