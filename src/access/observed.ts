// What was read and asked about the rights of elections' accounts: plain data, to be judged without the cluster.

import type { Rules } from './authorize.ts';
import type { Accounts } from './nearest-miss.ts';
import type { CallerQuestion, Question } from './questions.ts';
import type { Answers } from './verdicts.ts';

/** How an account was found. */
export type AccountSource = 'given' | 'config' | 'workload' | 'holder' | 'log';

/** How the place of a Lease was found; `workload`: nothing says where, so it is taken to be where the workload runs. */
export type LockSource = 'given' | 'lease' | 'log' | 'arguments' | 'config' | 'program' | 'workload';

export interface AskedAccount {
  readonly namespace: string;
  readonly name: string;
  readonly source: AccountSource;
}

export interface AskedLock {
  readonly namespace: string;
  /** `''` where no Lease ever appeared and nothing names it. */
  readonly name: string;
  readonly source: LockSource;
}

/** A question and what was answered; by rules it is answered later, from `RolesRead`. */
export interface Asked {
  readonly question: Question;
  readonly answers: Omit<Answers, 'rules'>;
}

/** A replica that the API server does not know: a line of its log, of the kind `... resource lock ns/name: Unauthorized`. */
export interface Rejected {
  readonly pod: string;
  readonly line: string;
}

/** One election's account, and what authorizers said of it. */
export interface AccessReading {
  /** The election's id. */
  readonly election: string;
  /** Null where nothing tells whose rights to ask about. */
  readonly account: AskedAccount | null;
  /** Whether the account is there; null where that could not be read. */
  readonly exists: boolean | null;
  readonly lock: AskedLock;
  readonly legacyLock: 'configmaps' | 'endpoints' | null;
  /** False where an old lock stands alone, so that no right on Leases is needed. */
  readonly leaseLock: boolean;
  readonly coordinated: boolean;
  readonly rejected: Rejected | null;
  readonly asked: readonly Asked[];
}

/** A list that could not be had. */
export interface UnreadRoles {
  readonly resource: 'roles' | 'rolebindings' | 'clusterroles' | 'clusterrolebindings';
  /** Null for every namespace. */
  readonly namespace: string | null;
  readonly why: string;
}

export interface RolesRead {
  readonly rules: Rules;
  /** Of which namespaces Roles and RoleBindings were asked for; null for all. */
  readonly namespaces: readonly string[] | null;
  readonly unread: readonly UnreadRoles[];
  /** Null where they were not, or could not be, listed. */
  readonly accounts: Accounts | null;
}

/** A right that b7le itself uses, and whether its caller has it; null where that could not be asked. */
export interface CallerRight {
  readonly question: CallerQuestion;
  readonly allowed: boolean | null;
}

export interface AccessObserved {
  readonly readings: readonly AccessReading[];
  readonly roles: RolesRead;
  readonly caller: readonly CallerRight[];
}
