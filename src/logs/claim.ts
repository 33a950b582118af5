// A claim: from when until when one process held itself to be the leader of one Lease, as its own log tells.

import { instantOf } from './instant.ts';
import type { LogEntry } from './log-event.ts';
import type { Run } from './run.ts';

/** How a claim ended. `unknown`: it is over, and nothing tells when. */
export type ClaimEnd = 'released' | 'lost' | 'container-end' | 'stopped-leading' | 'unknown';

export interface Claim {
  /** `namespace/name`. */
  readonly lease: string;
  readonly namespace: string;
  /** The pod, or the host part of an identity whose pod is gone. */
  readonly pod: string;
  readonly container: string | null;
  identity: string | null;
  /** All moments are milliseconds since 1970. */
  from: number;
  /** Null while it lasts, and where nothing tells when it ended. */
  to: number | null;
  end: ClaimEnd | null;
  /** Until when it is known to have lasted. */
  seenUntil: number;
  /** Whether its end was a planned stop; null where the log does not tell. */
  graceful: boolean | null;
  /** Since when it had tried to take the Lease; null where its log does not tell. */
  readonly triedFrom: number | null;
  /** When it gave up renewing, its renew deadline over. */
  gaveUpAt: number | null;
  /** Its last renewal as a Lease that was read tells. */
  renewedAt: number | null;
  /** When that Lease was read: it may have renewed after that. */
  renewalReadAt: number | null;
  /** Where it is known from. */
  readonly source: 'log' | 'event' | 'lease';
  /** Whether client-go's own line tells of it: such a program also prints that it lost (reference 2.1). */
  readonly clientGo: boolean;
  readonly run: Run | null;
}

const CLIENT_GO = /successfully acquired lease/i;

/** Lines of one process about one Lease, in their order, into claims. */
export function claimsOf(
  run: Run,
  lease: string,
  lines: readonly { readonly entry: LogEntry; readonly lease: string | null }[],
): Claim[] {
  const { log } = run;
  const claims: Claim[] = [];
  let open: Claim | null = null;
  let stopping: number | null = null;
  let tried: number | null = null;
  let last = instantOf(log.firstAt) ?? 0;
  for (const { entry, lease: about } of lines) {
    const at: number = instantOf(entry.at) ?? last;
    last = at;
    if (entry.sign === 'shutdown-begun') stopping = at;
    if (entry.sign === 'started') {
      // a saved log may hold several processes, one after the other: nothing tells when the one before ended
      if (open !== null) open.end = 'unknown';
      open = null;
      stopping = null;
    }
    if (about !== lease) continue;
    if (entry.event === 'attempting') tried ??= at;
    else if (entry.event === 'renew-failed' || entry.event === 'lost') tried = null;
    if (entry.event === 'acquired' && open === null) {
      open = begun(run, lease, entry, at, tried);
      claims.push(open);
      stopping = null;
    } else if (open !== null && ends(entry)) {
      finish(open, entry, at, stopping);
      open = null;
    }
  }
  if (open !== null) finishWithProcess(open, run, stopping);
  const lastAt = instantOf(log.lastAt);
  for (const claim of claims) {
    const lasted = claim === open ? lastAt : null;
    claim.seenUntil = claim.to ?? Math.max(claim.from, lasted ?? claim.from);
  }
  return claims;
}

function begun(run: Run, lease: string, entry: LogEntry, at: number, triedFrom: number | null): Claim {
  const { namespace, pod, container } = run.log;
  return {
    lease,
    namespace,
    pod,
    container,
    identity: entry.identity,
    from: at,
    to: null,
    end: null,
    seenUntil: at,
    graceful: null,
    triedFrom,
    gaveUpAt: null,
    renewedAt: null,
    renewalReadAt: null,
    source: 'log',
    clientGo: CLIENT_GO.test(entry.message) || CLIENT_GO.test(entry.line),
    run,
  };
}

/** A leader that tries to acquire has lost before, whatever it printed then. */
function ends({ event, sign }: LogEntry): boolean {
  const over = event === 'renew-failed' || event === 'lost' || event === 'released' || event === 'attempting';
  return over || sign === 'lost-after-stop';
}

function finish(claim: Claim, entry: LogEntry, at: number, stopping: number | null): void {
  // a clock that was set back makes no claim end before it began
  claim.to = Math.max(claim.from, at);
  claim.graceful = entry.graceful ?? (entry.sign === 'lost-after-stop' || stopping !== null ? true : null);
  claim.end = entry.event === 'released' ? 'released' : 'lost';
  if (entry.event === 'renew-failed' && claim.graceful !== true) claim.gaveUpAt = at;
}

/** A process that ended took its claim with it, whether it said so or not. */
function finishWithProcess(claim: Claim, { endedAt, running, log, end }: Run, stopping: number | null): void {
  if (running === true) {
    claim.graceful = stopping === null ? null : true;
    return;
  }
  if (stopping !== null) claim.graceful = true;
  else if (end !== null) claim.graceful = end.exitCode === 0 || end.exitCode === 143 ? null : false;
  // the log of a pod that is gone was read to its end, which a planned stop alone gives a meaning
  const to = endedAt ?? (running === false && stopping !== null ? instantOf(log.lastAt) : null);
  if (to !== null) {
    claim.to = Math.max(claim.from, to);
    claim.end = 'container-end';
  } else if (running === false) claim.end = 'unknown';
}
