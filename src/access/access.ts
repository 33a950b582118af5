// What an election's account may do: every question with its verdict, who grants it, and what comes nearest where nobody does.

import { authorize } from './authorize.ts';
import { type BroadGrant, broadGrants } from './broad.ts';
import { describeMiss } from './describe-miss.ts';
import { leastPrivilege } from './fix.ts';
import { type Miss, nearestMisses } from './nearest-miss.ts';
import { bindingsOf, rolesOf } from './objects.ts';
import type { AccessReading, Asked, AskedAccount, AskedLock, Rejected, RolesRead } from './observed.ts';
import { attributesOf, type Question, serviceAccountUser } from './questions.ts';
import type { User } from './user.ts';
import { type Read, type Verdict, verdictOf, WAYS, type Way } from './verdicts.ts';

/** One right and its answer. */
export interface Right {
  readonly question: Question;
  readonly verdict: Verdict;
  /** What comes nearest to granting a right that is denied; null where it is not, or nothing comes near. */
  readonly nearest: Miss | null;
  /** The nearest miss in one line. */
  readonly nearestWords: string | null;
}

export interface Access {
  readonly account: AskedAccount | null;
  readonly exists: boolean | null;
  readonly lock: AskedLock;
  readonly rejected: Rejected | null;
  readonly rights: readonly Right[];
  /** The ways that decided at least one right, best first. */
  readonly ways: readonly Way[];
  /** The ways that were tried in vain, with the reason. */
  readonly inVain: readonly { readonly way: Way; readonly why: string }[];
  /** Grants beyond what election needs; null where roles could not be read. */
  readonly broad: readonly BroadGrant[] | null;
  /** The least that would do, as manifests; null where account or Lease is not known. */
  readonly fix: string | null;
}

/** Judges what was read of one election's account. */
export function accessOf(reading: AccessReading, roles: RolesRead): Access {
  const { account, exists, lock, rejected } = reading;
  const user = account && serviceAccountUser(account.namespace, account.name);
  const rights = user ? reading.asked.map((asked) => rightOf(asked, user, roles)) : [];
  const leases = [{ namespace: lock.namespace, name: lock.name }];
  return {
    account,
    exists,
    lock,
    rejected,
    rights,
    ways: WAYS.filter((way) => rights.some(({ verdict }) => verdict.how === way)),
    inVain: inVain(reading.asked, roles, lock.namespace),
    broad: user && isRead(roles, lock.namespace) ? broadGrants(roles.rules, user, leases) : null,
    fix: fixOf(reading, roles),
  };
}

/** The required rights that are denied. */
export function deniedOf({ rights }: Access): Right[] {
  return rights.filter(({ question, verdict }) => question.required && verdict.allowed === false);
}

/** The required rights that nobody could tell. */
export function untoldOf({ rights }: Access): Right[] {
  return rights.filter(({ question, verdict }) => question.required && verdict.allowed === null);
}

/** Whether every Role and binding that may bear on a namespace was read. */
export function isRead({ namespaces, unread }: RolesRead, namespace: string): boolean {
  const asked = namespaces === null || namespaces.includes(namespace);
  return asked && !unread.some((list) => list.namespace === null || list.namespace === namespace);
}

function rightOf({ question, answers }: Asked, user: User, roles: RolesRead): Right {
  const asked = attributesOf(question);
  const read: Read = {
    decision: authorize(roles.rules, user, asked),
    complete: isRead(roles, question.namespace),
  };
  const told = verdictOf({ ...answers, rules: read });
  const verdict = isHiddenByName(question, told, read, roles, user) ? NAME_UNKNOWN : told;
  const [nearest = null] = verdict.allowed === false ? nearestMisses(roles.rules, user, asked, roles.accounts) : [];
  return { question, verdict, nearest, nearestWords: nearest && describeMiss(nearest, asked) };
}

const NAME_UNKNOWN: Verdict = {
  allowed: null,
  how: null,
  grantedBy: [],
  by: null,
  note: 'the name of the Lease is not known, and the right may be given for it by name',
};
/** Verbs whose requests name an object. */
const NAMING = ['get', 'update', 'patch', 'delete'];

/** Asked without a name, a right that is given by name is denied: that denial says nothing, unless roles show that there is none. */
function isHiddenByName(question: Question, { allowed }: Verdict, read: Read, roles: RolesRead, user: User): boolean {
  const nameless = question.name === '' && question.resource === 'leases' && NAMING.includes(question.verb);
  if (allowed !== false || !nameless) return false;
  const misses = nearestMisses(roles.rules, user, attributesOf(question), roles.accounts);
  return !read.complete || misses.some(({ kind }) => kind === 'other-names');
}

/** Why better ways were not taken: each reason once. */
function inVain(asked: readonly Asked[], roles: RolesRead, namespace: string): Access['inVain'] {
  const reviews = (['sar', 'local-sar', 'impersonation'] as const).flatMap((way) => {
    const [why] = asked.flatMap(({ answers }) => {
      const answer = answers[way];
      return answer !== undefined && 'unknown' in answer ? [answer.unknown] : [];
    });
    return why === undefined ? [] : [{ way, why }];
  });
  const [unread] = roles.unread.filter((list) => list.namespace === null || list.namespace === namespace);
  return unread ? [...reviews, { way: 'rules' as const, why: unread.why }] : reviews;
}

function fixOf({ account, lock, legacyLock, coordinated }: AccessReading, roles: RolesRead): string | null {
  if (account === null) return null;
  const here = ({ namespace }: { readonly namespace: string | null }) => namespace === lock.namespace;
  const taken = [...rolesOf(roles.rules), ...bindingsOf(roles.rules)].filter(here).map(({ name }) => name);
  return leastPrivilege({
    leaseNamespace: lock.namespace,
    leaseName: lock.name,
    account,
    legacyLock,
    coordinated,
    taken,
  });
}
