// One Lease in memory, as an API server keeps it: for simulation and tests. Each process has a store of its own on it.

import type { Clock } from './clock.ts';
import type { LeaseAnswer, LeaseRecord, LeaseRequest, LeaseStore, StoredLease } from './lease-store.ts';

export interface Client {
  /** The flow of time of the process that asks, for waiting; the Lease's own clock by default. */
  readonly clock?: Clock;
  /** How long a request takes there and back; 0 is answered before `ask` returns. */
  readonly latencyMs?: () => number;
  /** The error that this request meets, null for none; `hang` for one that is never answered. */
  readonly fault?: (request: LeaseRequest) => string | null;
}

const TIMED_OUT = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

export class MemoryLease {
  readonly #clock: Clock;
  readonly #name: string;
  #stored: StoredLease | null = null;
  #writes = 0;
  /** Hears of every write with what is then stored; null after a deletion. */
  onChange: ((lease: StoredLease | null) => void) | null = null;

  constructor(clock: Clock, name = 'lease') {
    this.#clock = clock;
    this.#name = name;
  }

  get stored(): StoredLease | null {
    return this.#stored;
  }

  delete(): void {
    this.#stored = null;
    this.onChange?.(null);
  }

  /** Writes as somebody from outside, over whatever stands there. */
  put(record: LeaseRecord): void {
    this.#write(record, this.#stored?.uid ?? null);
  }

  /** The store of one process. */
  store({ clock = this.#clock, latencyMs = () => 0, fault = () => null }: Client = {}): LeaseStore {
    return {
      ask: (request, timeoutMs, answer) => {
        const error = fault(request);
        const latency = latencyMs();
        if (latency === 0 && error !== 'hang') {
          answer(error === null ? this.#carryOut(request) : { fault: 'other', message: error });
          return () => {};
        }
        return this.#later(request, error, latency, timeoutMs, clock, answer);
      },
    };
  }

  /** The request takes effect halfway, by the server's clock; who asked hears of it by its own. */
  #later(
    request: LeaseRequest,
    error: string | null,
    latency: number,
    timeoutMs: number | null,
    clock: Clock,
    answer: (answer: LeaseAnswer) => void,
  ): () => void {
    const limit = timeoutMs ?? Number.POSITIVE_INFINITY;
    let result: LeaseAnswer = { fault: 'other', message: error ?? TIMED_OUT };
    if (error === null)
      this.#clock.after(latency / 2, () => {
        result = this.#carryOut(request);
      });
    const took = error === 'hang' ? Number.POSITIVE_INFINITY : latency;
    if (took <= limit) return clock.after(took, () => answer(result));
    if (limit === Number.POSITIVE_INFINITY) return () => {};
    return clock.after(limit, () => answer({ fault: 'other', message: TIMED_OUT }));
  }

  #carryOut(request: LeaseRequest): LeaseAnswer {
    const stored = this.#stored;
    const known = `leases.coordination.k8s.io "${this.#name}"`;
    if (request.verb === 'get')
      return stored ? { lease: stored } : { fault: 'not-found', message: `${known} not found` };
    if (request.record.leaseDurationSeconds <= 0) return { fault: 'other', message: this.#invalid(request.record) };
    if (request.verb === 'create') {
      if (stored) return { fault: 'other', message: `${known} already exists` };
      return { lease: this.#write(request.record, null) };
    }
    const conflict = conflictOf(request, stored);
    if (conflict !== null)
      return { fault: 'conflict', message: `Operation cannot be fulfilled on ${known}: ${conflict}` };
    return { lease: this.#write(request.record, request.uid) };
  }

  #invalid({ leaseDurationSeconds }: LeaseRecord): string {
    const problem = `spec.leaseDurationSeconds: Invalid value: ${leaseDurationSeconds}: must be greater than 0`;
    return `Lease.coordination.k8s.io "${this.#name}" is invalid: ${problem}`;
  }

  #write(record: LeaseRecord, uid: string | null): StoredLease {
    const resourceVersion = String(++this.#writes);
    const lease = { record, uid: uid ?? `uid-${resourceVersion}`, resourceVersion };
    this.#stored = lease;
    this.onChange?.(lease);
    return lease;
  }
}

/** A deleted Lease is a conflict of the uid, since an update may create one (reference 1.4, 2.6). */
function conflictOf(
  { uid, resourceVersion }: Extract<LeaseRequest, { verb: 'update' }>,
  stored: StoredLease | null,
): string | null {
  if (stored?.uid !== uid) {
    const found = `UID in precondition: ${uid}, UID in object meta: ${stored?.uid ?? ''}`;
    return `StorageError: invalid object, Code: 4, AdditionalErrorMsg: Precondition failed: ${found}`;
  }
  if (stored.resourceVersion === resourceVersion) return null;
  return 'the object has been modified; please apply your changes to the latest version and try again';
}
