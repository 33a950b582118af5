// Role sets by the seed: what a cluster may hold about one account and its Lease, right in part and wrong in part, as an API server takes it.

import type { Rules } from '../../src/access/authorize.ts';
import type { Miss } from '../../src/access/nearest-miss.ts';
import { COORDINATION, electionQuestions, type Question } from '../../src/access/questions.ts';

export interface RoleSet {
  readonly leaseNamespace: string;
  readonly otherNamespace: string;
  readonly leaseName: string;
  readonly account: { readonly namespace: string; readonly name: string };
  /** The accounts to create; subjects that are not among them do not exist. */
  readonly accounts: readonly { readonly namespace: string; readonly name: string }[];
  /** Complete objects, with apiVersion and kind, to be created as they are. */
  readonly rules: Rules;
  readonly questions: readonly Question[];
  /** What was put in on purpose, and for which verb on leases; another rule may grant the verb all the same. */
  readonly planted: readonly { readonly kind: Miss['kind']; readonly verb: string }[];
}

export const MISSES: readonly Miss['kind'][] = [
  'create-by-name',
  'other-names',
  'group-typo',
  'resource-typo',
  'verb-missing',
  'other-namespace',
  'other-account',
  'missing-role',
  'unbound',
];

export const VERBS = ['get', 'create', 'update', 'patch', 'list', 'watch', 'delete'] as const;

/**
 * Sets that do not touch each other: every name holds the set's number, so all may be created in one cluster at once.
 * @param prefix of every name, a DNS label of at most 40 characters
 */
export function roleSets(seed: number, count: number, prefix = 'agree'): RoleSet[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, number) => roleSet(random, `${prefix}-${number}`));
}

type Random = () => number;
type RbacObject = Record<string, unknown>;

function roleSet(random: Random, name: string): RoleSet {
  const leaseNamespace = name;
  const otherNamespace = `${name}-other`;
  const leaseName = `${name}.example.com`;
  // every fourth account lives elsewhere than its Lease
  const account = { namespace: random() < 0.25 ? otherNamespace : leaseNamespace, name: 'controller-manager' };
  const set = new Draft(name, account, leaseNamespace, otherNamespace, leaseName, random);
  for (const verb of VERBS) if (random() < 0.45) set.grant(COORDINATION, 'leases', verb);
  for (const verb of ['create', 'patch']) if (random() < 0.45) set.grant('', 'events', verb);
  for (const kind of MISSES) if (random() < 0.4) set.plant(kind);
  return {
    leaseNamespace,
    otherNamespace,
    leaseName,
    account,
    accounts: [account, { namespace: account.namespace, name: 'somebody-else' }],
    rules: set.rules,
    questions: electionQuestions({ leaseNamespace, leaseName, legacyLock: null, coordinated: false }),
    planted: set.planted,
  };
}

class Draft {
  readonly rules = {
    roles: [] as RbacObject[],
    roleBindings: [] as RbacObject[],
    clusterRoles: [] as RbacObject[],
    clusterRoleBindings: [] as RbacObject[],
  };
  readonly planted: { kind: Miss['kind']; verb: string }[] = [];
  #next = 0;

  constructor(
    readonly name: string,
    readonly account: { readonly namespace: string; readonly name: string },
    readonly here: string,
    readonly other: string,
    readonly lease: string,
    readonly random: Random,
  ) {}

  /** One right, in one of the ways to give it. */
  grant(group: string, resource: string, verb: string): void {
    const named = resource === 'leases' && ['get', 'update', 'patch', 'delete'].includes(verb) && this.random() < 0.5;
    const rule = {
      apiGroups: [this.random() < 0.1 ? '*' : group],
      resources: this.random() < 0.1 ? ['*'] : [resource],
      verbs: [verb],
      ...(named && { resourceNames: [this.lease, 'another'] }),
    };
    const subject = this.#pick([this.#self(), this.#self(), this.#asUser(), this.#asGroup(), ...this.#bare()]);
    const way = this.#pick(['role', 'cluster-role', 'everywhere']);
    const complete = subject.kind === 'ServiceAccount' ? this.#self() : subject;
    if (way === 'everywhere') this.#bind(null, this.#clusterRole(rule), [complete]);
    else this.#bind(this.here, way === 'role' ? this.#role(this.here, rule) : this.#clusterRole(rule), [subject]);
  }

  plant(kind: Miss['kind']): void {
    const verb = kind === 'create-by-name' ? 'create' : this.#pick(kind === 'other-names' ? NAMED : VERBS);
    this.planted.push({ kind, verb });
    const right = { apiGroups: [COORDINATION], resources: ['leases'], verbs: [verb] };
    const self = [this.#self()];
    const bound = (rule: object): void => this.#bind(this.here, this.#either(rule), self);
    switch (kind) {
      case 'create-by-name':
        bound({ ...right, resourceNames: [this.lease] });
        break;
      case 'other-names':
        bound({ ...right, resourceNames: ['another'] });
        break;
      case 'group-typo':
        bound({
          ...right,
          apiGroups: [this.#pick(['coordination', `${COORDINATION}/v1`, '', 'Coordination.k8s.io'])],
        });
        break;
      case 'resource-typo':
        bound({ ...right, resources: [this.#pick(['lease', 'Leases', 'leases.coordination.k8s.io'])] });
        break;
      case 'verb-missing':
        bound({ ...right, verbs: [this.#pick(VERBS.filter((one) => one !== verb))] });
        break;
      case 'other-namespace':
        this.#bind(this.other, this.random() < 0.5 ? this.#role(this.other, right) : this.#clusterRole(right), self);
        break;
      case 'other-account':
        this.#bind(this.#pick([this.here, null]), this.#clusterRole(right), this.#wrongSubjects());
        break;
      case 'missing-role':
        this.#bind(this.here, { kind: this.#pick(['Role', 'ClusterRole']), name: `${this.name}-gone` }, self);
        break;
      case 'unbound':
        this.#either(right);
    }
  }

  #self(): RbacObject {
    return { kind: 'ServiceAccount', namespace: this.account.namespace, name: this.account.name };
  }

  #asUser(): RbacObject {
    const { namespace, name } = this.account;
    return { apiGroup: RBAC, kind: 'User', name: `system:serviceaccount:${namespace}:${name}` };
  }

  #asGroup(): RbacObject {
    return { apiGroup: RBAC, kind: 'Group', name: `system:serviceaccounts:${this.account.namespace}` };
  }

  /** A subject without a namespace is the binding's own account: right only where the account lives with its Lease. */
  #bare(): RbacObject[] {
    return this.account.namespace === this.here ? [{ kind: 'ServiceAccount', name: this.account.name }] : [];
  }

  #wrongSubjects(): RbacObject[] {
    const { name, namespace } = this.account;
    const elsewhere = namespace === this.here ? this.other : this.here;
    return this.#pick([
      [],
      [{ kind: 'ServiceAccount', namespace: elsewhere, name }],
      [{ kind: 'ServiceAccount', namespace, name: 'controler-manager' }],
      [{ kind: 'ServiceAccount', namespace, name: 'somebody-else' }],
      [{ apiGroup: RBAC, kind: 'User', name: `${name}-${this.name}` }],
      [{ apiGroup: RBAC, kind: 'User', name: `${namespace}:${name}` }],
      [{ apiGroup: RBAC, kind: 'Group', name: `system:serviceaccounts:${elsewhere}` }],
    ]);
  }

  #either(rule: object): RoleRef {
    return this.random() < 0.5 ? this.#role(this.here, rule) : this.#clusterRole(rule);
  }

  #role(namespace: string, rule: object): RoleRef {
    const name = this.#name();
    this.rules.roles.push({ apiVersion: V1, kind: 'Role', metadata: { name, namespace }, rules: [rule] });
    return { kind: 'Role', name };
  }

  #clusterRole(rule: object): RoleRef {
    const name = this.#name();
    this.rules.clusterRoles.push({ apiVersion: V1, kind: 'ClusterRole', metadata: { name }, rules: [rule] });
    return { kind: 'ClusterRole', name };
  }

  #bind(namespace: string | null, role: RoleRef, subjects: readonly RbacObject[]): void {
    const name = this.#name();
    const roleRef = { apiGroup: RBAC, ...role };
    const list = namespace === null ? this.rules.clusterRoleBindings : this.rules.roleBindings;
    const kind = namespace === null ? 'ClusterRoleBinding' : 'RoleBinding';
    const metadata = { name, ...(namespace !== null && { namespace }) };
    list.push({ apiVersion: V1, kind, metadata, roleRef, subjects });
  }

  #name(): string {
    return `${this.name}-${this.#next++}`;
  }

  #pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.random() * choices.length)];
    if (choice === undefined) throw new RangeError('nothing to choose from');
    return choice;
  }
}

interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

const RBAC = 'rbac.authorization.k8s.io';
const V1 = `${RBAC}/v1`;
const NAMED = ['get', 'update', 'patch', 'delete'];

/** Numbers from 0 to 1, always the same for a seed (a multiplicative congruence modulo a prime). */
function randomOf(seed: number): Random {
  const prime = 2147483647;
  let state = (Math.abs(Math.trunc(seed)) % (prime - 1)) + 1;
  const next = (): number => {
    state = (state * 48271) % prime;
    return (state - 1) / (prime - 1);
  };
  // the first numbers of small seeds are alike
  for (let skipped = 0; skipped < 10; skipped++) next();
  return next;
}
