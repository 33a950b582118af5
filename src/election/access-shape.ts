// What was read and asked about rights, from JSON; RBAC objects keep what rights hang on, and nothing else.

import type { AccessObserved, AccessReading, Asked, CallerRight, RolesRead, UnreadRoles } from '../access/observed.ts';
import type { CallerQuestion, Question } from '../access/questions.ts';
import type { RbacObject } from '../access/rules.ts';
import type { Reviewed, Unasked } from '../access/verdicts.ts';
import { anything, either, list, oneOf, optional, orNull, type Read, shape, table, text, truth } from './shape.ts';

const purpose = oneOf('required', 'optional', 'informational');

const question = {
  verb: text,
  group: text,
  resource: text,
  namespace: text,
  name: text,
  required: truth,
  purpose,
};

const answer: Read<Reviewed | Unasked> = either<Reviewed, Unasked>(
  shape<Reviewed>({ allowed: truth, denied: optional(truth), reason: optional(text), evaluationError: optional(text) }),
  shape<Unasked>({ unknown: text }),
);

const asked = shape<Asked>({
  question: shape<Question>(question),
  answers: shape<Asked['answers']>({
    sar: optional(answer),
    'local-sar': optional(answer),
    impersonation: optional(answer),
  }),
});

const reading = shape<AccessReading>({
  election: text,
  account: orNull(
    shape({ namespace: text, name: text, source: oneOf('given', 'config', 'workload', 'holder', 'log') }),
  ),
  exists: orNull(truth),
  lock: shape({
    namespace: text,
    name: text,
    source: oneOf('given', 'lease', 'log', 'arguments', 'config', 'program', 'workload'),
  }),
  legacyLock: orNull(oneOf('configmaps', 'endpoints')),
  leaseLock: truth,
  coordinated: truth,
  rejected: orNull(shape({ pod: text, line: text })),
  asked: list(asked),
});

const KEPT = ['apiVersion', 'kind', 'rules', 'roleRef', 'subjects', 'aggregationRule'];
const KEPT_METADATA = ['name', 'namespace', 'labels'];

/** An RBAC object with what rights hang on: annotations and managed fields may hold anything. */
const rbacObject: Read<RbacObject> = (value, at) => {
  const given = table(anything)(value, at);
  const metadata = Object.hasOwn(given, 'metadata') ? table(anything)(given.metadata, `${at}.metadata`) : {};
  return { ...only(given, KEPT), metadata: only(metadata, KEPT_METADATA) };
};

function only(given: RbacObject, keys: readonly string[]): RbacObject {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(given, key)).map((key) => [key, given[key]]));
}

const roles = shape<RolesRead>({
  rules: shape({
    roles: list(rbacObject),
    roleBindings: list(rbacObject),
    clusterRoles: list(rbacObject),
    clusterRoleBindings: list(rbacObject),
  }),
  namespaces: orNull(list(text)),
  unread: list(
    shape<UnreadRoles>({
      resource: oneOf('roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'),
      namespace: orNull(text),
      why: text,
    }),
  ),
  accounts: orNull(list(shape({ namespace: text, name: text }))),
});

export const accessShape = shape<AccessObserved>({
  readings: list(reading),
  roles,
  caller: list(
    shape<CallerRight>({
      question: shape<CallerQuestion>({ ...question, operation: text }),
      allowed: orNull(truth),
    }),
  ),
});
