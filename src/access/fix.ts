// The least an account needs for its election, as a Role and a RoleBinding to apply.

export interface FixAsked {
  readonly leaseNamespace: string;
  readonly leaseName: string;
  /** The account may live in another namespace than the Lease. */
  readonly account: { readonly namespace: string; readonly name: string };
  /** Whether to grant Events too. True unless given: without them only `kubectl describe` is poorer (F21). */
  readonly events?: boolean;
  readonly legacyLock?: 'configmaps' | 'endpoints' | null;
  readonly coordinated?: boolean;
  /** Names of Roles and RoleBindings already in the Lease's namespace: applying must overwrite none of them. */
  readonly taken?: readonly string[];
}

const SUFFIX = '-leader-election';
/** What the API server takes for a name of this kind. */
const LONGEST_NAME = 253;

/**
 * Two documents of YAML, ready for `kubectl apply -f -`: two rules on leases, because create carries no name for the authorizer
 * while get and update do (reference 6.1). Null where the Lease, its namespace or the account is not known: a rule without the
 * Lease's name would grant every Lease.
 */
export function leastPrivilege(asked: FixAsked): string | null {
  const { leaseNamespace, leaseName, account } = asked;
  if ([leaseNamespace, leaseName, account.namespace, account.name].includes('')) return null;
  const metadata = [
    'metadata:',
    `  name: ${quoted(fixName(account.name, asked.taken))}`,
    `  namespace: ${quoted(leaseNamespace)}`,
  ];
  const lines = [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: Role',
    ...metadata,
    'rules:',
    ...rulesOf(asked),
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: RoleBinding',
    ...metadata,
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    '  kind: Role',
    `  name: ${quoted(fixName(account.name, asked.taken))}`,
    'subjects:',
    '  - kind: ServiceAccount',
    `    name: ${quoted(account.name)}`,
    `    namespace: ${quoted(account.namespace)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `ACCOUNT-leader-election`, numbered where that is taken, of at most 253 characters. */
export function fixName(account: string, taken: readonly string[] = []): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? SUFFIX : `${SUFFIX}-${number}`;
    const name = `${account.slice(0, LONGEST_NAME - suffix.length).replace(/[-.]+$/, '')}${suffix}`;
    if (!taken.includes(name)) return name;
  }
}

function rulesOf({ leaseName, events = true, legacyLock = null, coordinated = false }: FixAsked): string[] {
  return [
    '  # a create carries no name for the authorizer: with resourceNames this rule would never match',
    ...rule('coordination.k8s.io', 'leases', ['create']),
    ...rule('coordination.k8s.io', 'leases', ['get', 'update'], leaseName),
    ...(legacyLock
      ? [
          '  # the legacy lock beside the Lease',
          ...rule('', legacyLock, ['create']),
          ...rule('', legacyLock, ['get', 'update'], leaseName),
        ]
      : []),
    ...(coordinated
      ? [
          '  # a candidate is named after its process, so no name can be given here',
          ...rule('coordination.k8s.io', 'leasecandidates', ['create', 'get', 'list', 'watch', 'update']),
        ]
      : []),
    ...(events
      ? [
          '  # optional: Events that tell who leads; election works without them',
          ...rule('', 'events', ['create', 'patch']),
        ]
      : []),
  ];
}

function rule(group: string, resource: string, verbs: readonly string[], name: string | null = null): string[] {
  return [
    `  - apiGroups: [${quoted(group)}]`,
    `    resources: [${quoted(resource)}]`,
    ...(name === null ? [] : [`    resourceNames: [${quoted(name)}]`]),
    `    verbs: [${verbs.map(quoted).join(', ')}]`,
  ];
}

/** A JSON string is a YAML one, but for characters that YAML wants escaped and JSON does not. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
