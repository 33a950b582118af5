// One verdict from several ways of asking: reviews outrank roles that were read, and what could not be asked denies nothing.

import type { Decision, Grant } from './authorize.ts';
import { grantOfReason } from './review-reason.ts';

/** The ways of asking, best first (reference 6.2). */
export const WAYS = ['sar', 'local-sar', 'impersonation', 'rules'] as const;
export type Way = (typeof WAYS)[number];

/** It could not be asked, and why: `forbidden`, `timed out`. Never a denial. */
export interface Unasked {
  readonly unknown: string;
}

/** What the status of an access review says. */
export interface Reviewed {
  readonly allowed: boolean;
  /** An authorizer said no, which RBAC never does: it only has no opinion. */
  readonly denied?: boolean;
  readonly reason?: string;
  readonly evaluationError?: string;
}

/** What the roles say that were read. */
export interface Read {
  readonly decision: Decision;
  /** Whether every role and binding that could bear on it was read. */
  readonly complete: boolean;
}

/** A way that was not tried is absent. */
export interface Answers {
  readonly sar?: Reviewed | Unasked;
  readonly 'local-sar'?: Reviewed | Unasked;
  readonly impersonation?: Reviewed | Unasked;
  readonly rules?: Read | Unasked;
}

export interface Verdict {
  /** Null where nobody could tell. */
  readonly allowed: boolean | null;
  /** The way that decided; null where none could. */
  readonly how: Way | null;
  /** The bindings that allow it, as far as they could be read; also where something else denies it all the same. */
  readonly grantedBy: readonly Grant[];
  /** Who decided: RBAC, or something beside it (node, webhook, ABAC); null where that cannot be told. */
  readonly by: 'rbac' | 'another-authorizer' | null;
  /** What a reader must know besides, in one line. */
  readonly note: string | null;
}

/** The verdict on one question. The first review that was answered decides; without any, the roles do. */
export function verdictOf(answers: Answers): Verdict {
  const rules = answers.rules;
  const read = rules === undefined || 'unknown' in rules ? null : rules;
  const reviews = reviewsOf(answers);
  const [first] = reviews;
  if (!first) return read ? byRules(read) : unknown(answers);
  const verdict = byReview(first.way, first.answer, read);
  const contrary = reviews.filter(({ answer }) => answer.allowed !== first.answer.allowed).map(({ way }) => way);
  return contrary.length > 0
    ? { ...verdict, note: both(verdict.note, `${contrary.join(', ')} answered otherwise`) }
    : verdict;
}

type Review = { readonly way: Exclude<Way, 'rules'>; readonly answer: Reviewed };

function reviewsOf(answers: Answers): Review[] {
  return (['sar', 'local-sar', 'impersonation'] as const).flatMap((way) => {
    const answer = answers[way];
    return answer === undefined || 'unknown' in answer ? [] : [{ way, answer }];
  });
}

function byReview(how: Way, review: Reviewed, read: Read | null): Verdict {
  const grants = read?.decision.grants ?? [];
  return review.allowed ? allowed(how, review, read, grants) : denied(how, review, read, grants);
}

function allowed(how: Way, { reason = '' }: Reviewed, read: Read | null, grants: readonly Grant[]): Verdict {
  if (grants.length > 0) return { allowed: true, how, grantedBy: grants, by: 'rbac', note: null };
  const told = grantOfReason(reason);
  if (told) {
    const note = read?.complete ? 'the roles read a moment before did not grant it' : null;
    return { allowed: true, how, grantedBy: [told], by: 'rbac', note };
  }
  if (!read?.complete) {
    return {
      allowed: true,
      how,
      grantedBy: [],
      by: null,
      note: 'the roles could not all be read: which grants it is unknown',
    };
  }
  const note = 'no binding grants it: another authorizer allows it';
  return { allowed: true, how, grantedBy: [], by: 'another-authorizer', note };
}

function denied(how: Way, review: Reviewed, read: Read | null, grantedBy: readonly Grant[]): Verdict {
  const failed = review.evaluationError ? `the authorizer reported: ${review.evaluationError}` : null;
  const no = { allowed: false, how, grantedBy } as const;
  if (review.denied) {
    const said = review.reason ? `another authorizer denies it: ${review.reason}` : 'another authorizer denies it';
    return { ...no, by: 'another-authorizer', note: both(said, failed) };
  }
  if (read?.decision.allowed) {
    const note = 'roles grant it, yet it is denied: another authorizer denies it, or the roles have just changed';
    return { ...no, by: null, note: both(note, failed) };
  }
  return { ...no, by: read?.complete ? 'rbac' : null, note: failed };
}

/** More roles only add rights (no rule denies), so a grant found holds even where not everything was read. */
function byRules({ decision, complete }: Read): Verdict {
  const { allowed: granted, grants } = decision;
  if (granted) {
    // what is allowed without a binding is allowed to the group, before RBAC is asked
    return {
      allowed: true,
      how: 'rules',
      grantedBy: grants,
      by: grants.length > 0 ? 'rbac' : 'another-authorizer',
      note: null,
    };
  }
  if (complete) return { allowed: false, how: 'rules', grantedBy: [], by: 'rbac', note: 'denied by RBAC' };
  return {
    allowed: null,
    how: null,
    grantedBy: [],
    by: null,
    note: 'no role that could be read grants it, and not all could be',
  };
}

function unknown(answers: Answers): Verdict {
  const reasons = WAYS.flatMap((way) => {
    const answer = answers[way];
    return answer !== undefined && 'unknown' in answer ? [`${way}: ${answer.unknown}`] : [];
  });
  const note = reasons.length > 0 ? `could not ask (${reasons.join('; ')})` : 'not asked';
  return { allowed: null, how: null, grantedBy: [], by: null, note };
}

function both(one: string | null, other: string | null): string | null {
  return one !== null && other !== null ? `${one}; ${other}` : (one ?? other);
}
