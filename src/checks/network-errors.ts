// Which errors of a lock are the network's, which the server's, and which say nothing of either (reference 2.6, F8, F12).

import type { LogEntry } from '../logs/log-event.ts';

/** The API server was not reached at all. */
const NETWORK =
  /\bconnection refused\b|\bi\/o timeout\b|\bno route to host\b|\bnetwork is unreachable\b|\bno such host\b|\bconnection reset\b|\bclient connection lost\b|\bdial (?:tcp|udp)\b|\bTLS handshake timeout\b|\bconnection timed out\b|\bserver misbehaving\b/i;
/** It answered, and too late or not at all by its own word. */
const SERVER =
  /\betcdserver: |\bin the time allotted\b|\bdid not complete within\b|\brpc error: code = (?:Unavailable|DeadlineExceeded)\b|\btoo many requests, please try again later\b/i;

function isAboutLock({ event }: LogEntry): boolean {
  return event === 'lock-error' || event === 'renew-failed';
}

export function isUnreachable(entry: LogEntry): boolean {
  if (!isAboutLock(entry) && entry.sign !== 'cannot-watch') return false;
  return NETWORK.test(entry.error ?? '') || (isAboutLock(entry) && entry.cause === 'connection');
}

/** The server's own word that it, or its etcd, is too slow. */
export function isServerSlow(entry: LogEntry): boolean {
  return isAboutLock(entry) && SERVER.test(entry.error ?? '');
}

/** A request that got no answer in time, from wherever. */
export function isTimeout(entry: LogEntry): boolean {
  // the end of a renewal reads the same whatever it failed for (reference 2.1)
  return entry.event === 'lock-error' && entry.cause === 'timeout' && !isUnreachable(entry);
}
