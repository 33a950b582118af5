// What elections' accounts may do: finds account and lock of each, asks authorizers and reads roles, all at once.

import { accessOf, deniedOf, untoldOf } from '../access/access.ts';
import type { AccessObserved, AccessReading, RolesRead } from '../access/observed.ts';
import { callerQuestions, electionQuestions, serviceAccountUser } from '../access/questions.ts';
import type { Election } from '../election/election.ts';
import { lockState, locksOf, oldKindOf } from '../election/legacy.ts';
import { type AccessWish, accountOf, lockOf } from '../election/lock-place.ts';
import type { Observation } from '../election/observation.ts';
import type { Cluster } from './cluster.ts';
import { readLockLogs } from './lock-logs.ts';
import type { Reader } from './reading.ts';
import { askFor, askForCaller } from './reviews.ts';
import { accountExists, readEverywhere, readRoles } from './roles.ts';

type Facts = Pick<Observation, 'scope' | 'cluster' | 'locks' | 'gaps'>;
type Found = Omit<AccessReading, 'exists' | 'asked'>;

/** @param wish what flags name; an account that is named and has no election is asked about all the same */
export async function readAccess(
  cluster: Cluster,
  reader: Reader,
  elections: readonly Election[],
  facts: Facts,
  wish: AccessWish,
): Promise<AccessObserved> {
  const found = await Promise.all(elections.map((election) => find(cluster, reader, election, facts, wish)));
  const all = found.length === 0 ? bare(facts, wish) : found;
  const namespaces = [
    ...new Set(all.flatMap(({ lock, account }) => [lock.namespace, account?.namespace ?? lock.namespace])),
  ];
  const [first] = all;
  const [readings, near, caller] = await Promise.all([
    Promise.all(all.map((one) => ask(cluster, reader, one))),
    readRoles(cluster, reader, namespaces),
    first ? askForCaller(cluster, callerQuestions(first.lock.namespace, first.account)) : [],
  ]);
  return { readings, roles: await explained(cluster, readings, near), caller };
}

/** Where something required is missing, the nearest miss may be in any namespace. */
async function explained(cluster: Cluster, readings: readonly AccessReading[], near: RolesRead): Promise<RolesRead> {
  const wanting = readings
    .map((reading) => accessOf(reading, near))
    .some((access) => deniedOf(access).length + untoldOf(access).length > 0);
  return wanting ? readEverywhere(cluster, near) : near;
}

async function find(
  cluster: Cluster,
  reader: Reader,
  election: Election,
  facts: Facts,
  wish: AccessWish,
): Promise<Found> {
  const logs = await readLockLogs(cluster, reader, election);
  return {
    election: election.id,
    account: accountOf(election, wish, facts.scope, logs?.said),
    lock: lockOf(election, wish, logs?.said),
    ...legacyOf(election, facts),
    coordinated: election.coordinated !== null,
    rejected: logs?.rejected ?? null,
  };
}

/** Of an account that no election is known of: before the first start, or where nothing tells that it elects. */
function bare({ scope }: Facts, { account, leaseNamespace }: AccessWish): Found[] {
  const name = scope.target?.kind === 'lease' || scope.target?.kind === 'any' ? scope.target.name : '';
  if (account === null) return [];
  const namespace = leaseNamespace ?? scope.namespace ?? account.namespace;
  return [
    {
      election: '',
      account: { ...account, source: 'given' },
      lock: { namespace, name, source: 'given' },
      legacyLock: null,
      leaseLock: true,
      coordinated: false,
      rejected: null,
    },
  ];
}

/** An old lock counts where arguments ask for it or where it is renewed; alone it needs nothing of Leases (reference 6.1). */
function legacyOf(election: Election, facts: Facts): Pick<Found, 'legacyLock' | 'leaseLock'> {
  const kind = oldKindOf(election);
  if (kind !== null) {
    const legacyLock = kind.startsWith('endpoints') ? 'endpoints' : 'configmaps';
    return { legacyLock, leaseLock: kind.endsWith('leases') };
  }
  const renewed = locksOf(election, facts).find(({ lock }) => lockState(lock, facts).state === 'renewed')?.lock;
  if (!renewed) return { legacyLock: null, leaseLock: true };
  return { legacyLock: renewed.kind === 'Endpoints' ? 'endpoints' : 'configmaps', leaseLock: election.lease !== null };
}

async function ask(cluster: Cluster, reader: Reader, found: Found): Promise<AccessReading> {
  const { account, lock, legacyLock, leaseLock, coordinated } = found;
  if (account === null) return { ...found, exists: null, asked: [] };
  const questions = electionQuestions({
    leaseNamespace: lock.namespace,
    leaseName: lock.name,
    legacyLock,
    leaseLock,
    coordinated,
  });
  const [exists, asked] = await Promise.all([
    accountExists(cluster, reader, account),
    askFor(cluster, serviceAccountUser(account.namespace, account.name), questions),
  ]);
  return { ...found, exists, asked };
}
