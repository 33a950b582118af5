// One line of a log, read: what it says of an election, whatever wraps it and in whatever format it is written.

import { causeOf } from './causes.ts';
import { clientGoEvent, type Found } from './client-go-lines.ts';
import { textOf } from './fields.ts';
import { electionError, isOtherLease, leaseOf } from './line-names.ts';
import type { LineReading } from './log-event.ts';
import { mayMatter } from './needles.ts';
import { type Payload, readPayload } from './payload.ts';
import { programEvent } from './program-lines.ts';
import { signOf } from './signs.ts';
import { unwrap } from './unwrap.ts';

/** Fields that name the leader, the holder or the candidate, in the order in which they count. */
const IDENTITIES = [
  'holder',
  'newLeader',
  'new_leader',
  'leader',
  'leaderID',
  'leader_id',
  'identity',
  'holderIdentity',
].concat(['leaderIdentity', 'candidate', 'id', 'operator-id', 'operatorID']);
/** What is read of a line, in UTF-16 units: an elector's line is shorter, and a longer one shall not cost more. */
export const READ_MOST = 65_536;

/**
 * Reads one line by itself; never throws, whatever the line is.
 *
 * `event` and `cause` are those of the contract's section 3, as the samples' README defines them; `lease` and `identity` are null
 * where the line names none, and for lines that are no event.
 *
 * @param line without its newline; of a longer one the first 65,536 units are read.
 */
export function readLine(line: string): LineReading {
  const text = line.length > READ_MOST ? line.slice(0, READ_MOST) : line;
  const { payload: inner, stamp, weak, program } = unwrap(text);
  const payload = readPayload(inner);
  const base = {
    level: payload.level,
    time: stamp ?? payload.time ?? weak,
    format: payload.format,
    message: payload.message.trim(),
  };
  if (!mayMatter(text))
    return { event: null, cause: null, lease: null, identity: null, ...base, error: null, sign: null };
  const error = errorOf(payload);
  const found = eventOf(payload, program, error);
  const failed = found?.event === 'lock-error' || found?.event === 'renew-failed';
  const whole = error ?? (found?.event === 'lock-error' ? payload.message : null);
  return {
    event: found?.event ?? null,
    cause: failed && whole !== null ? causeOf(whole) : null,
    lease: found === null ? null : (found.lease ?? leaseOf(payload, error)),
    identity: found === null ? null : (found.identity ?? identityOf(payload)),
    ...base,
    error,
    sign: signOf(payload, error),
  };
}

function eventOf(payload: Payload, program: string | null, error: string | null): Found | null {
  const found = clientGoEvent(payload) ?? programEvent(payload, program) ?? electionError(error);
  return found !== null && isOtherLease(payload, error) ? null : found;
}

/** The error's text: a field of its own, or what follows the message's colon. */
function errorOf(payload: Payload): string | null {
  const own = textOf(payload.fields, 'err', 'error', 'Error');
  if (own !== null) return own;
  const [, after] = /^[^{]{0,400}?(?<!\b(?:GET|https?|name)):\s+(\S.*)$/s.exec(payload.message) ?? [];
  return after === undefined ? null : after.replace(/, falling back to slow path\s*$/, '').trim();
}

function identityOf({ fields }: Payload): string | null {
  return textOf(fields, ...IDENTITIES);
}
