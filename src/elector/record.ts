// What client-go writes into a Lease, how its times look, and when two records count as the same.

import type { LeaseRecord } from './lease-store.ts';

/** An instant as a Lease stores it: RFC 3339 in UTC with six digits (MicroTime). @param ms since 1970, fractions to the µs */
export function microTime(ms: number): string {
  const micros = Math.round(ms * 1000);
  const whole = Math.floor(micros / 1000);
  const rest = String(micros - whole * 1000).padStart(3, '0');
  return `${new Date(whole).toISOString().slice(0, -1)}${rest}Z`;
}

/** The record of a fresh holder: acquired and renewed now. */
export function freshRecord(identity: string, leaseDurationMs: number, nowMs: number): LeaseRecord {
  const now = microTime(nowMs);
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.trunc(leaseDurationMs / 1000),
    acquireTime: now,
    renewTime: now,
    leaseTransitions: 0,
  };
}

/** Whether a candidate takes two records for one: times count in whole seconds (reference 1.3). */
export function sameRecord(a: LeaseRecord, b: LeaseRecord): boolean {
  return (
    a.holderIdentity === b.holderIdentity &&
    a.leaseDurationSeconds === b.leaseDurationSeconds &&
    a.leaseTransitions === b.leaseTransitions &&
    sameSecond(a.renewTime, b.renewTime) &&
    sameSecond(a.acquireTime, b.acquireTime)
  );
}

function sameSecond(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && a.slice(0, 19) === b.slice(0, 19));
}
