// The store's refusals as the API server tells them.

import type { Kind } from '../kinds/kind.ts';
import { type FaultReason, StoreFault } from '../objects/store-fault.ts';
import { ApiError } from './status.ts';

const ANSWER: Readonly<Record<FaultReason, readonly [code: number, reason: string]>> = {
  'not-found': [404, 'NotFound'],
  'already-exists': [409, 'AlreadyExists'],
  conflict: [409, 'Conflict'],
  precondition: [409, 'Conflict'],
  unversioned: [422, 'Invalid'],
  gone: [410, 'Expired'],
};

/** What is no refusal of the store goes on as it is. */
export function statusOfFault(error: unknown, kind: Kind): unknown {
  if (!(error instanceof StoreFault)) return error;
  const [code, reason] = ANSWER[error.reason];
  if (error.reason === 'gone') return new ApiError(code, reason, error.message);
  // refused deletes name the kind where all others name the resource
  const called = error.message.includes(` ${kind.kind}${kind.group ? `.${kind.group}` : ''} "`)
    ? kind.kind
    : kind.resource;
  return new ApiError(code, reason, error.message, {
    name: error.objectName,
    ...(kind.group ? { group: kind.group } : {}),
    kind: called,
    ...(error.reason === 'unversioned' ? { causes: [causeOf(error.message)] } : {}),
  });
}

/** The part of an Invalid's sentence that is about one field. */
function causeOf(message: string) {
  const [, field = '', why = ''] = /is invalid: ([^:]+): (.*)$/.exec(message) ?? [];
  return { reason: 'FieldValueInvalid', message: why, field };
}
