// Why a read, a write or a renewal of the lock failed: the classes of reference 2.6 as the seven causes of the contract.

import type { LogCause } from './log-event.ts';

/** In the order of reference 2.6, where the first match wins, but for the throttle: its text ends in a deadline. */
const CAUSES: readonly (readonly [LogCause, RegExp])[] = [
  [
    'rbac',
    /\bis forbidden: (?:User|system:)|\bforbidden\b.*\bcannot\b|\bUnauthorized\b|\bmust be logged in to the server\b|\b40[13] (?:Forbidden|Unauthorized)\b/i,
  ],
  ['notfound', /\bnamespaces? \\?"[^"]{0,253}\\?" not found\b|\bbecause it is being terminated\b/i],
  [
    'throttled',
    /client rate limiter Wait returned an error|would exceed context deadline|\btoo many requests\b|\b429\b|client-side throttling/i,
  ],
  [
    'conflict',
    /\bthe object has been modified\b|\bOperation cannot be fulfilled\b|\bPrecondition failed\b|\balready exists\b|\bStorageError: invalid object\b/i,
  ],
  [
    'timeout',
    /\bdeadline exceeded\b|\bClient\.Timeout\b|\betcdserver: request timed out\b|\bdid not complete within\b|\bin the time allotted\b|(?<!connection )\btimed out\b|\bTimeout: /i,
  ],
  [
    'connection',
    /\bconnection refused\b|\bno route to host\b|\bnetwork is unreachable\b|\bclient connection lost\b|\bconnection reset\b|\bbroken pipe\b|\bEOF\b|\bno such host\b|\bdial tcp\b|\bi\/o timeout\b|\bTLS handshake timeout\b|\bcode = Unavailable\b|\bserver misbehaving\b|\bhttp2: \b|\bgoaway\b|\buse of closed network connection\b|\bconnection timed out\b/i,
  ],
  ['notfound', /\bnot found\b|\b404\b/i],
];
/** A shutdown and bad certificates are `other`, whatever else stands in the line (the samples' README). */
const OTHER = /\bcontext canceled\b|\bx509\b/i;

/** The cause that an error's text tells; `other` where it tells none of the six. */
export function causeOf(error: string): LogCause {
  const rbac = CAUSES[0];
  if (rbac?.[1].test(error)) return 'rbac';
  if (OTHER.test(error)) return 'other';
  for (const [cause, pattern] of CAUSES) if (pattern.test(error)) return cause;
  return 'other';
}
