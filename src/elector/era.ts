// What differs between the versions of client-go (reference 1.3, 1.4, 2.1, 3).

/** The oldest and the newest client-go whose rules are known here, as minor of 0.N. */
export const KNOWN_ERAS = [14, 37] as const;

export interface Era {
  /** A leader that holds a valid Lease writes without reading first. */
  readonly fastPath: boolean;
  /** Expiry is judged by the observer's own lease duration, not by the record's (kubernetes#47671, #114872). */
  readonly ownDuration: boolean;
  /** How a Lease is given up. */
  readonly release: {
    /** The record leaves duration and times empty, which the API refuses for Leases. */
    readonly empty: boolean;
    /** Given up on after a renew deadline; otherwise only the client's own timeout ends it. */
    readonly bounded: boolean;
    /** Reads the Lease first; otherwise it trusts the resourceVersion it has. */
    readonly reads: boolean;
    readonly retriesConflict: boolean;
  };
  /** The Event "stopped leading" is recorded on every end of leading, not only on a lost one. */
  readonly recordsEveryStop: boolean;
  /** Whether the words of a lost renewal name their reason. */
  readonly namesReason: boolean;
}

/** @param minor N of client-go 0.N */
export function eraOf(minor: number): Era {
  return {
    fastPath: minor >= 30,
    ownDuration: minor <= 26,
    release: { empty: minor <= 19, bounded: minor >= 31, reads: minor >= 34, retriesConflict: minor >= 37 },
    recordsEveryStop: minor >= 27,
    namesReason: minor >= 32,
  };
}

/** Why a context is over, in Go's words. */
export type EndReason = 'context canceled' | 'context deadline exceeded';

/** The `<err>` of "failed to renew lease" (reference 2.1). @param inFlight a request was under way when the deadline passed */
export function lostWords(minor: number, reason: EndReason, inFlight: boolean): string {
  if (eraOf(minor).namesReason) return reason;
  return minor <= 17 && inFlight ? `failed to tryAcquireOrRenew ${reason}` : 'timed out waiting for the condition';
}
