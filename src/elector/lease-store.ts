// What an elector asks of the world: one Lease, read, created and updated under optimistic locking.

/** The fields of a Lease's spec that client-go writes. Times are RFC 3339 in UTC with six digits. */
export interface LeaseRecord {
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
  readonly acquireTime: string | null;
  readonly renewTime: string | null;
  readonly leaseTransitions: number;
}

export interface StoredLease {
  readonly record: LeaseRecord;
  readonly uid: string;
  readonly resourceVersion: string;
}

export type LeaseRequest =
  | { readonly verb: 'get' }
  | { readonly verb: 'create'; readonly record: LeaseRecord }
  | { readonly verb: 'update'; readonly record: LeaseRecord; readonly uid: string; readonly resourceVersion: string };

/** `not-found` is a fact of its own to an elector; every other failure is a sentence, as client-go would print the error. */
export type LeaseAnswer =
  | { readonly lease: StoredLease }
  | { readonly fault: 'not-found' | 'conflict' | 'other'; readonly message: string };

export interface LeaseStore {
  /**
   * Answers exactly once, at once or later, unless it is cancelled.
   * @param timeoutMs the client's patience, null for none; after it the answer is the fault of a timeout
   * @returns cancels: the answer will not come; the request may still take effect
   */
  ask(request: LeaseRequest, timeoutMs: number | null, answer: (answer: LeaseAnswer) => void): () => void;
}
