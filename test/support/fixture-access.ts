// Rights in fixtures: Roles, bindings and accounts as manifests, and in the header what cannot be a manifest.

import type { AccessObserved, Rejected, UnreadRoles } from '../../src/access/observed.ts';
import { electionQuestions } from '../../src/access/questions.ts';
import { array, type Json, object, text } from '../../src/cluster/json.ts';
import { rulesIn } from '../../src/manifests/access.ts';

/** The kinds of documents that are read here. */
export const RBAC_KINDS = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'ServiceAccount'];
const KEYS = ['account', 'lease', 'election', 'exists', 'unread', 'rejected', 'reviews'];

/**
 * What a command that asks for rights would have had; null where the header has no `access`. By default the account is what its
 * `account` names, the Lease and the election what `lease` names, answered by the roles of the file alone.
 */
export function accessOfFixture(header: Json, documents: readonly Json[]): AccessObserved | null {
  if (!('access' in header)) return null;
  const given = object(header.access);
  const wrong = Object.keys(given).filter((key) => !KEYS.includes(key));
  if (wrong.length > 0) throw new Error(`access: unknown [${wrong}]`);
  const of = (kind: string) => documents.filter((document) => document.kind === kind);
  const [namespace = '', name = ''] = (text(given.lease) ?? '').split('/');
  const account = placeOf(text(given.account));
  const accounts = of('ServiceAccount').map(({ metadata }) => {
    const place = object(metadata);
    return { namespace: text(place.namespace) ?? '', name: text(place.name) ?? '' };
  });
  const there = accounts.some((one) => one.namespace === account?.namespace && one.name === account?.name);
  const reviews = object(given.reviews);
  const questions = electionQuestions({
    leaseNamespace: namespace,
    leaseName: name,
    legacyLock: null,
    coordinated: false,
  });
  const rejected = 'rejected' in given ? (object(given.rejected) as unknown as Rejected) : null;
  return {
    readings: [
      {
        election: text(given.election) ?? `${namespace}/${name}`,
        account: account && { ...account, source: 'workload' },
        exists: 'exists' in given ? (given.exists as boolean | null) : there,
        lock: { namespace, name, source: 'lease' },
        legacyLock: null,
        leaseLock: true,
        coordinated: false,
        rejected,
        asked: questions.map((question) => {
          const answer = reviews[`${question.verb} ${question.resource}`];
          return { question, answers: typeof answer === 'boolean' ? { sar: { allowed: answer } } : {} };
        }),
      },
    ],
    roles: {
      rules: rulesIn(of),
      namespaces: null,
      unread: array(given.unread).map((resource) => ({
        resource: resource as UnreadRoles['resource'],
        namespace: null,
        why: 'user "viewer" may not list them',
      })),
      accounts: accounts.length > 0 ? accounts : null,
    },
    caller: [],
  };
}

function placeOf(words: string | null): { namespace: string; name: string } | null {
  const [namespace, name] = words?.split('/') ?? [];
  return namespace && name ? { namespace, name } : null;
}
