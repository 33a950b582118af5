// Questions about rights: the reviews of authorization.k8s.io and authentication.k8s.io. They are answered and never stored.

import { authorize, type Grant, type ReviewedRules, type Rules, rulesFor } from '../../access/authorize.ts';
import type { Attributes, User } from '../../access/user.ts';
import type { Invalid } from '../kinds/kind.ts';
import type { Draft } from '../objects/object.ts';
import { badRequest, invalid } from './status.ts';

interface ReviewResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The first minor version of Kubernetes that serves it. */
  readonly from?: number;
}

const AUTHORIZATION = { group: 'authorization.k8s.io', version: 'v1' };
const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1' };

export const REVIEW_RESOURCES: readonly ReviewResource[] = [
  { ...AUTHENTICATION, resource: 'tokenreviews', kind: 'TokenReview', namespaced: false },
  { ...AUTHENTICATION, resource: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false, from: 28 },
  { ...AUTHORIZATION, resource: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', namespaced: true },
  { ...AUTHORIZATION, resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false },
  { ...AUTHORIZATION, resource: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', namespaced: false },
  { ...AUTHORIZATION, resource: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
];

/** What the reviews need of the server. */
export interface ReviewContext {
  readonly rules: Rules;
  /** The user of a token, null for an unknown one. */
  userOf(token: string): User | null;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/**
 * Answers a review.
 * @param caller who asks
 * @param namespace of the URL, for the Local form
 * @throws ApiError for a review that makes no sense
 */
export function review(
  { resource, kind, group, version }: ReviewResource,
  body: Draft,
  caller: User,
  namespace: string | null,
  { rules, userOf }: ReviewContext,
): object {
  const spec = fields(body.spec);
  const answer = (status: object, told: object = spec) => ({
    kind,
    apiVersion: `${group}/${version}`,
    metadata: {},
    spec: told,
    status,
  });
  switch (resource) {
    case 'selfsubjectaccessreviews':
      return answer(decide(rules, caller, checked(spec)));
    case 'subjectaccessreviews':
      return answer(decide(rules, subject(spec), spec));
    case 'localsubjectaccessreviews':
      refuse(localFaults(spec, namespace));
      return answer(decide(rules, subject(spec), spec));
    case 'selfsubjectrulesreviews':
      if (!text(spec.namespace)) throw badRequest('no namespace on request');
      return answer({ ...told(rulesFor(rules, caller, text(spec.namespace))), incomplete: false }, {});
    case 'selfsubjectreviews': {
      const { name: username, ...rest } = caller;
      return { kind, apiVersion: `${group}/${version}`, metadata: {}, status: { userInfo: { username, ...rest } } };
    }
    default: {
      const user = userOf(text(spec.token));
      if (!user) return answer({ user: {}, error: 'invalid bearer token' });
      return answer({ authenticated: true, user: { username: user.name, groups: user.groups } });
    }
  }
}

/** Rules without the lists that say nothing. */
function told({ resourceRules, nonResourceRules }: ReviewedRules): object {
  const bare = resourceRules.map(({ resourceNames, ...rule }) =>
    resourceNames.length > 0 ? { ...rule, resourceNames } : rule,
  );
  return { resourceRules: bare, nonResourceRules };
}

/** A subject's groups are only those that the caller filled in (reference 6.2). */
function subject(spec: Fields): User {
  const user = { name: text(spec.user), groups: texts(spec.groups) };
  const nobody = !user.name && user.groups.length === 0;
  const message = 'Invalid value: "": at least one of user or group must be specified';
  refuse([...attributeFaults(spec), ...(nobody ? [wrong('spec.user', message)] : [])]);
  return user;
}

function wrong(field: string, message: string): Invalid {
  return { field, reason: 'FieldValueInvalid', message };
}

function attributeFaults(spec: Fields): Invalid[] {
  const one = Boolean(spec.resourceAttributes) !== Boolean(spec.nonResourceAttributes);
  const message = 'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return one ? [] : [wrong('spec', message)];
}

function localFaults(spec: Fields, namespace: string | null): Invalid[] {
  const named = text(fields(spec.resourceAttributes).namespace);
  if (named === namespace) return [];
  const message = `Invalid value: ${JSON.stringify(named)}: must match metadata.namespace`;
  return [wrong('spec.resourceAttributes.namespace', message)];
}

/** A real server names no kind where it refuses a review. */
function refuse(faults: readonly Invalid[]): void {
  if (faults.length > 0) throw invalid({ group: AUTHORIZATION.group, resource: '', kind: '' }, '', faults);
}

function decide(rules: Rules, user: User, spec: Fields): object {
  const asked = attributes(spec);
  const { allowed, grants } = authorize(rules, user, asked);
  return allowed ? { allowed: true, ...(grants[0] ? { reason: reasonOf(grants[0]) } : {}) } : { allowed: false };
}

/** The reason as the real authorizer words it: which binding grants which role to whom. */
function reasonOf({ binding, role, subject }: Grant): string {
  const named = binding.namespace === null ? `"${binding.name}"` : `"${binding.name}/${binding.namespace}"`;
  const to = `${subject.kind} ${JSON.stringify(subject.namespace ? `${subject.name}/${subject.namespace}` : subject.name)}`;
  return `RBAC: allowed by ${binding.kind} ${named} of ${role.kind} "${role.name}" to ${to}`;
}

function checked(spec: Fields): Fields {
  refuse(attributeFaults(spec));
  return spec;
}

function attributes(spec: Fields): Attributes {
  const plain = fields(spec.nonResourceAttributes);
  if (spec.nonResourceAttributes) return { verb: text(plain.verb), path: text(plain.path) };
  const { verb, group, resource, subresource, namespace, name } = fields(spec.resourceAttributes);
  return {
    verb: text(verb),
    group: text(group),
    resource: text(resource),
    subresource: text(subresource),
    namespace: text(namespace),
    name: text(name),
  };
}
