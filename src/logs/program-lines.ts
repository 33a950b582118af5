// What programs say themselves of their election: they word it freely, so a sentence counts only as a whole, and only where no other
// system's election speaks.

import type { Found } from './client-go-lines.ts';
import { isForeign } from './foreign.ts';
import type { Payload } from './payload.ts';
import { PROGRAM_RULES } from './program-rules.ts';

/** A sentence is short: longer ones are prose that only mentions an election. */
const LONGEST = 400;
const OF_LEASE = /\blease "?(?<lease>\w[\w.-]{0,252}\/\w(?:[\w.-]{0,252}\w)?)/i;

/** What a program says of its own election; null where it says nothing, or another system's election speaks. */
export function programEvent(payload: Payload, program: string | null): Found | null {
  const text = sentence(payload.message);
  if (text === '' || text.length > LONGEST) return null;
  for (const { event, pattern } of PROGRAM_RULES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const { id, lease, ns } = match.groups ?? {};
    if (isForeign(payload, program, text, [id, lease, ns])) return null;
    const named = lease ?? OF_LEASE.exec(text)?.groups?.lease ?? null;
    return { event, lease: ns === undefined ? named : `${ns}/${lease}`, identity: id ?? null };
  }
  return null;
}

/** A message as one sentence: without signs before its first word, marks and blanks in excess. */
function sentence(message: string): string {
  return message
    .replace(/\\n/g, ' ')
    .replace(/\s{2,}|[\t\n\r]/g, ' ')
    .replace(/^[^\w"'[(]{1,16}|^"(?=[^"]{0,400}"$)/, '')
    .trimEnd();
}
