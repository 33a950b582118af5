// What a line tells that is no event and yet explains one (reference 2.1, 2.4, 2.5).

import { textOf } from './fields.ts';
import type { LogSign } from './log-event.ts';
import type { Payload } from './payload.ts';

/** In order: the first that matches decides. */
export const SIGNS: readonly (readonly [LogSign, RegExp])[] = [
  ['release-failed', /\bfailed to release (?:lock|lease)\b/i],
  ['shutdown-begun', /^stopping and waiting for /i],
  ['shutdown-overdue', /\bfailed waiting for all runnables to end\b/i],
  ['workers-started', /^(?:[\w./-]{1,80}:? )?starting workers\b/i],
  ['started', /^(?:"?starting (?:the )?manager\b|starting kubernetes |"starting" version=)/i],
  ['throttled', /\bclient-side throttling\b|\bthrottling request took\b/i],
  [
    'cache-failed',
    /\bcould not wait for cache to sync\b|\bfailed to wait for .{0,300}caches? to sync\b|\btimed out waiting for caches? to (?:be )?sync|\bshould be installed before calling Start\b|\bfailed to get informer from cache\b/i,
  ],
  ['cannot-watch', /\bfailed to (?:list|watch)\b/i],
  ['unknown-flag', /\bflag provided but not defined\b|\bunknown (?:shorthand )?flag\b/i],
  [
    'config-rejected',
    /\b(?:leaseDuration|renewDeadline|retryPeriod) must be greater than\b|\bOn(?:Started|Stopped)Leading callback must not be nil\b|\bLock must not be nil\b|\bLock identity is empty\b|\bLeaderElectionID must be configured\b|\bunable to find leader election namespace\b|\bfailed during initialization leader election process\b/i,
  ],
  ['event-rejected', /\bserver rejected event\b|\bunable to write event\b/i],
  ['lock-removed', /\b(?:configmaps|endpoints|configmapsleases|endpointsleases) lock is removed\b/i],
];

/**
 * The sign of a line.
 *
 * @param error the error that the line names: some signs stand only there.
 */
export function signOf(payload: Payload, error: string | null): LogSign | null {
  const { message } = payload;
  if (/\bstop sequence was engaged\b/i.test(message)) {
    return error !== null && /\bleader ?election lost\b/i.test(error) ? 'lost-after-stop' : null;
  }
  // the structured dialect words a release that could not read the lock otherwise than an election that could not (reference 2.1)
  if (message === 'error retrieving resource lock' && Object.hasOwn(payload.fields, 'lock')) return 'release-failed';
  // from client-go 0.33 on the limit stands in a field (reference 2.5); the server's own priority and fairness says other reasons
  if (/^waited before sending request$/i.test(message)) {
    return /\bclient-side throttling\b/i.test(textOf(payload.fields, 'reason') ?? '') ? 'throttled' : null;
  }
  // the controller manager's first word, which says something only beside its version
  if (message === 'Starting' && Object.hasOwn(payload.fields, 'version')) return 'started';
  for (const [sign, pattern] of SIGNS) {
    if (pattern.test(message) || (error !== null && pattern.test(error))) return sign;
  }
  return null;
}
