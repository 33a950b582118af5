// What an elector has seen: the record, and when by its own clock. Stamps in the Lease are never compared with a clock (reference 1.3).

import type { LeaseRecord } from './lease-store.ts';
import { sameRecord } from './record.ts';

export class Observed {
  #record: LeaseRecord | null = null;
  #atMs = 0;
  /** What was last read; a leader's own writes do not count. */
  #read: LeaseRecord | null = null;

  get record(): LeaseRecord | null {
    return this.#record;
  }

  /** Who leads as far as is known; empty where nobody does. */
  get holder(): string {
    return this.#record?.holderIdentity ?? '';
  }

  /** Notes a record that was written. */
  wrote(record: LeaseRecord, nowMs: number): void {
    this.#record = record;
    this.#atMs = nowMs;
  }

  /** Notes a record that was read: the wait begins anew only where it differs from the one read before. */
  read(record: LeaseRecord, nowMs: number): void {
    if (this.#read !== null && sameRecord(this.#read, record)) return;
    this.wrote(record, nowMs);
    this.#read = record;
  }

  /** @param ownDurationMs the observer's own lease duration where its version judges by that, null for the record's */
  isValid(nowMs: number, ownDurationMs: number | null): boolean {
    if (this.#record === null) return false;
    return this.#atMs + (ownDurationMs ?? this.#record.leaseDurationSeconds * 1000) > nowMs;
  }
}
