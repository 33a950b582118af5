// What the end of an elector's log says of its lock: where it is, who asks for it, and whether the API server knows that one.

import { readLine } from '../logs/read-line.ts';

export interface LockLines {
  /** `''` for a name that no line tells: a create's refusal has none. */
  readonly lock: { readonly namespace: string; readonly name: string } | null;
  /** The user that an authorizer refused. */
  readonly user: string | null;
  /** The last line about the lock, where that is a refused credential: `Unauthorized` (reference 2.6). */
  readonly unauthorized: string | null;
}

const NAME = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?';
/** The API server's own sentence (reference 2.6); quotes are escaped where a line is JSON. */
const FORBIDDEN = new RegExp(
  `leases\\.coordination\\.k8s\\.io (?:\\\\?"(${NAME})\\\\?" )?is forbidden: User \\\\?"([^"\\\\]+)\\\\?" cannot [a-z]+ resource \\\\?"leases\\\\?" in API group \\\\?"coordination\\.k8s\\.io\\\\?" in the namespace \\\\?"(${NAME})\\\\?"`,
);
const PLACE = new RegExp(`^(${NAME})/(${NAME})$`);
const UNAUTHORIZED = /\bUnauthorized\b/;
/** Longer lines are no elector's. */
const LONGEST = 4096;

/** Reads the end of a log; of several lines about the lock the last one counts. */
export function lockLines(text: string): LockLines {
  let found: LockLines = { lock: null, user: null, unauthorized: null };
  for (const line of text.split('\n')) {
    if (line.length > LONGEST) continue;
    const { event, lease } = readLine(line);
    if (event === null) continue;
    const unauthorized = UNAUTHORIZED.test(line) ? line.trim() : null;
    const [, refused, user, where] = FORBIDDEN.exec(line) ?? [];
    const [, namespace, name] = lease === null ? [] : (PLACE.exec(lease) ?? []);
    if (where !== undefined) {
      const known = found.lock?.namespace === where ? found.lock.name : '';
      found = { lock: { namespace: where, name: refused ?? known }, user: user ?? null, unauthorized };
    } else if (namespace !== undefined && name !== undefined) {
      found = { ...found, lock: { namespace, name }, unauthorized };
    } else found = { ...found, unauthorized };
  }
  return found;
}
