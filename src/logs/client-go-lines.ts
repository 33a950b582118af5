// client-go's own lines of an election, printf and structured, of all versions (reference 2.1), and the Events that it records.

import { textOf } from './fields.ts';
import type { LogEventKind } from './log-event.ts';
import type { Payload } from './payload.ts';

/** An event as a rule finds it. */
export interface Found {
  readonly event: LogEventKind;
  /** What the message itself names; null leaves it to the fields and to the error. */
  readonly lease: string | null;
  readonly identity: string | null;
}

interface Rule {
  readonly event: LogEventKind;
  readonly pattern: RegExp;
  /** Words that other programs use of other locks: here they count only with a lease's name, a `lock` field or client-go's file. */
  readonly shared?: true;
}

const PART = String.raw`\w(?:[\w.-]{0,252}\w)?`;
/** `namespace/name`, the last word before the end, dots or a colon. */
const LEASE = `(?<lease>${PART}/${PART})`;
/** As fabric8's Java client describes its lock: `LeaseLock: namespace - name (identity)`. */
const DESCRIBED = new RegExp(`(?:Lease|ConfigMap)Lock: (${PART}) - (${PART}) \\(([^)]{1,253})\\)`);
const OR_BARE = `(?:"?(?<lease>${PART}/${PART})"?)?`;
const ID = String.raw`(?<id>[^\s"]{1,600})`;

/** In order: the first that matches decides. */
export const CLIENT_GO_RULES: readonly Rule[] = [
  { event: 'attempting', pattern: new RegExp(`\\battempting to acquire leader lease:?\\s{0,4}${OR_BARE}`, 'i') },
  {
    event: 'acquired',
    pattern: new RegExp(`\\bsuccessfully acquired lease:?(?: ${OR_BARE})?(?=\\W*$|\\s)`, 'i'),
    shared: true,
  },
  { event: 'attempting', pattern: new RegExp(`\\bfailed to acquire lease:?(?: ${OR_BARE})?`, 'i'), shared: true },
  { event: 'renew-failed', pattern: new RegExp(`\\bfailed to renew lease:?(?: ${OR_BARE})?`, 'i'), shared: true },
  {
    event: 'not-expired',
    pattern: new RegExp(`\\b(?:lock|lease) is held by ${ID} and has not yet expired(?:: ${LEASE})?`, 'i'),
  },
  { event: 'not-expired', pattern: /\b(?:lock|lease) is held(?: by)? and has not yet expired\b/i },
  { event: 'lock-error', pattern: new RegExp(`\\berror retrieving resource lock:?(?:\\s{1,4}${OR_BARE})?`, 'i') },
  { event: 'lock-error', pattern: /\berror retrieving lease lock\b/i },
  { event: 'lock-error', pattern: /\berror initially creating (?:leader election record|lease lock)\b/i },
  {
    event: 'lock-error',
    pattern: /\bfailed to update lock(?: optimi(?:s)?tically)?(?=:|\W*$)|\bfailed to update lock optimi/i,
  },
  { event: 'lock-error', pattern: /\bfailed to update lease\b/i, shared: true },
  { event: 'lock-error', pattern: /\bfailed to release lock(?=:|\W*$)/i },
  { event: 'lock-error', pattern: /\bfailed to release lease\b/i, shared: true },
  { event: 'lock-error', pattern: /\bconflict when releasing lease\b/i, shared: true },
  { event: 'lock-error', pattern: new RegExp(`^lease lock not found(?:: ${LEASE})?`, 'i') },
];

/** The Event of the winner or loser: its message alone, or glued behind what klog's or kubectl's line of an Event has before it. */
const EVENT = /^(?:.{0,2000}?\s)?(?<id>[^\s"'\\]{1,600}) (?:became leader|stopped leading)\W*$/s;
const REASON = /\bLeaderElection\b/;
const REFERENCE = /Namespace:"(?<namespace>[^"]{0,253})", Name:"(?<name>[^"]{0,253})"/;
const KUBECTL_ROW = /\bLeaderElection\s+(?:lease|configmap|endpoints)\/(?<name>\S{1,253})\s/i;
const LEASE_KIND = /^(?:lease|configmap|endpoints)$/i;
const CLIENT_GO = /(?:^|\/)leaderelection(?:\/leaderelection)?\.go:\d/;

/** Whether the line comes out of client-go's elector, by its source file. */
export function fromElector(payload: Payload): boolean {
  return payload.caller !== null && CLIENT_GO.test(payload.caller);
}

/** What client-go says in this line; null where it says nothing of an election. */
export function clientGoEvent(payload: Payload): Found | null {
  const recorded = recordedEvent(payload);
  if (recorded !== null) return recorded;
  for (const { event, pattern, shared } of CLIENT_GO_RULES) {
    const match = pattern.exec(payload.message);
    if (match === null) continue;
    const [, namespace, name, candidate] = DESCRIBED.exec(payload.message) ?? [];
    const lease = match.groups?.lease ?? (namespace === undefined ? null : `${namespace}/${name}`);
    const sure = lease !== null || textOf(payload.fields, 'lock') !== null || fromElector(payload);
    if (shared && !sure) continue;
    return { event, lease, identity: match.groups?.id ?? candidate ?? null };
  }
  return null;
}

/** Contract 3: `X became leader` counts as acquired, for the winner itself records it; `X stopped leading` as lost (reference 3). */
function recordedEvent({ message, fields }: Payload): Found | null {
  const reason = textOf(fields, 'reason');
  const text = reason === null ? message : (textOf(fields, 'message', 'note') ?? message);
  const id = EVENT.exec(text)?.groups?.id;
  if (id === undefined) return null;
  if (reason === null ? !REASON.test(message) : reason !== 'LeaderElection') return null;
  const event = /became leader\W*$/.test(text) ? 'acquired' : 'lost';
  return { event, lease: leaseOfEvent(message, fields), identity: id };
}

function leaseOfEvent(message: string, fields: Payload['fields']): string | null {
  const about = fields.object ?? fields.involvedObject ?? fields.regarding;
  if (typeof about === 'string') return about === '' ? null : about;
  if (typeof about === 'object' && about !== null) {
    const { kind, namespace, name } = about as Record<string, unknown>;
    if (typeof name !== 'string' || (typeof kind === 'string' && !LEASE_KIND.test(kind))) return null;
    return typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name;
  }
  const { namespace, name } = REFERENCE.exec(message)?.groups ?? {};
  if (name !== undefined) return namespace ? `${namespace}/${name}` : name;
  return KUBECTL_ROW.exec(message)?.groups?.name ?? null;
}
