// What roles in manifests grant to the accounts of the elections in them. What no file holds is not denied: it is not known.

import type { Rules } from '../access/authorize.ts';
import type { AccessObserved, AccessReading, UnreadRoles } from '../access/observed.ts';
import { electionQuestions } from '../access/questions.ts';
import { array, type Json, object, text } from '../cluster/json.ts';
import type { Election } from '../election/election.ts';
import type { Gap } from '../election/evidence.ts';
import { accountOf, lockOf } from '../election/lock-place.ts';
import type { Observation } from '../election/observation.ts';
import type { Fault } from './read.ts';

/** The objects of some kinds, each with its namespace. */
type ObjectsOf = (...kinds: readonly string[]) => readonly Json[];

/** Rights, and as gaps of the report the roles that the files do not hold. */
export interface AccessInFiles {
  readonly access: AccessObserved;
  readonly gaps: readonly Gap[];
}

/** @param faults what could not be read, told at its place: any of it may be a role or a binding */
export function accessIn(
  of: ObjectsOf,
  elections: readonly Election[],
  { scope }: Pick<Observation, 'scope'>,
  faults: readonly Fault[],
): AccessInFiles {
  const nothingWished = { account: null, leaseNamespace: null };
  const accounts = of('ServiceAccount').map(({ metadata }) => ({
    namespace: text(object(metadata).namespace) ?? '',
    name: text(object(metadata).name) ?? '',
  }));
  const bindings = of('RoleBinding', 'ClusterRoleBinding');
  const names = (binding: Json) => readings.some(({ account }) => account !== null && isNamed(account, binding));
  const readings = elections.flatMap((election): AccessReading[] => {
    const account = accountOf(election, nothingWished, scope);
    // rights of an account that no binding names come from elsewhere, or from nowhere: the files do not tell
    if (account === null || !bindings.some((binding) => isNamed(account, binding))) return [];
    const lock = lockOf(election, nothingWished);
    const questions = electionQuestions({
      leaseNamespace: lock.namespace,
      leaseName: lock.name,
      legacyLock: null,
      coordinated: false,
    });
    return [
      {
        election: election.id,
        account,
        exists: null,
        lock,
        legacyLock: null,
        leaseLock: true,
        coordinated: false,
        rejected: null,
        asked: questions.map((question) => ({ question, answers: {} })),
      },
    ];
  });
  const unheld = unheldBy(bindings.filter(names), of);
  const access: AccessObserved = {
    readings,
    roles: {
      rules: rulesIn(of),
      namespaces: null,
      unread: [...unreadIn(faults), ...unheld],
      accounts: accounts.length > 0 ? accounts : null,
    },
    caller: [],
  };
  const gaps = unheld.map(
    ({ namespace, why }): Gap => ({
      evidence: 'roles',
      namespace,
      what: 'read every role',
      reason: 'not-found',
      detail: why,
    }),
  );
  return { access, gaps };
}

/** The roles and bindings among some objects. */
export function rulesIn(of: (kind: string) => readonly Json[]): Rules {
  return {
    roles: of('Role'),
    roleBindings: of('RoleBinding'),
    clusterRoles: of('ClusterRole'),
    clusterRoleBindings: of('ClusterRoleBinding'),
  };
}

/** A document that could not be read may be any role or binding. */
function unreadIn(faults: readonly Fault[]): UnreadRoles[] {
  const [fault] = faults;
  if (!fault) return [];
  const where = fault.line === null ? fault.file : `${fault.file}:${fault.line}`;
  return [{ resource: 'roles', namespace: null, why: `${where} could not be read` }];
}

/** Roles that bindings refer to and no file holds; a ClusterRole that is summed up of others is filled in by a cluster only. */
function unheldBy(bindings: readonly Json[], of: ObjectsOf): UnreadRoles[] {
  return bindings.flatMap((binding): UnreadRoles[] => {
    const { namespace, name } = object(binding.metadata);
    const role = object(binding.roleRef);
    const ofCluster = role.kind === 'ClusterRole';
    const held = of(ofCluster ? 'ClusterRole' : 'Role').find(({ metadata }) => {
      const own = object(metadata);
      return own.name === role.name && (ofCluster || own.namespace === namespace);
    });
    if (held && !held.aggregationRule) return [];
    const resource = ofCluster ? 'clusterroles' : 'roles';
    const why = held
      ? `ClusterRole ${role.name} is summed up of others by a cluster`
      : `${binding.kind} ${name} refers to ${role.kind} ${role.name}, which is in none of these files`;
    return [{ resource, namespace: text(namespace) ?? null, why }];
  });
}

/** Whether a binding is for this account, for all accounts of its namespace, or for all there are. */
function isNamed({ namespace, name }: { namespace: string; name: string }, binding: Json): boolean {
  return array(binding.subjects)
    .map(object)
    .some((subject) => {
      const own = text(subject.namespace) ?? text(object(binding.metadata).namespace);
      if (subject.kind === 'ServiceAccount') return subject.name === name && own === namespace;
      const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
      return subject.kind === 'Group'
        ? groups.includes(String(subject.name))
        : subject.name === userOf(namespace, name);
    });
}

function userOf(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}
