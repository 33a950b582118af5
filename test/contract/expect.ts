// What the contract suite expects of an answer, told with the whole answer where it fails.

import assert from 'node:assert/strict';
import { type Answer, listAt, pick } from './ask.ts';

export interface Refusal {
  readonly status: number;
  readonly reason: string | undefined;
  readonly message: string | RegExp;
  readonly details?: unknown;
}

/** A Status object with all that a client reads of it. */
export function assertRefused(answer: Answer, { status, reason, message, details }: Refusal): void {
  const { body, text } = answer;
  assert.equal(answer.status, status, text);
  assert.equal(pick(body, 'kind'), 'Status', text);
  assert.equal(pick(body, 'apiVersion'), 'v1', text);
  assert.equal(pick(body, 'status'), 'Failure', text);
  assert.equal(pick(body, 'code'), status, text);
  assert.equal(pick(body, 'reason'), reason, text);
  if (typeof message === 'string') assert.equal(pick(body, 'message'), message);
  else assert.match(String(pick(body, 'message')), message);
  if (details !== undefined) assert.deepEqual(pick(body, 'details'), details, text);
}

export function assertOk(answer: Answer, status = 200): void {
  assert.equal(answer.status, status, answer.text);
}

/** Names of the objects of a list. */
export function namesOf({ body }: Answer): string[] {
  return listAt(body, 'items').map((item) => String(pick(item, 'metadata.name')));
}

/** A path of an answer's body, as it is for messages and comparisons. */
export function at({ body }: Answer, path: string): unknown {
  return pick(body, path);
}
