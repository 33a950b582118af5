// Words that the checks of rights share.

import type { Access } from '../access/access.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { b7le, reference } from './wording.ts';

export function accountWords({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `serviceaccount ${namespace}/${name}`;
}

/** A binding and its role: `RoleBinding a → Role b`. */
export function grantWords(
  binding: { readonly kind: string; readonly name: string },
  role: { readonly kind: string; readonly name: string },
): string {
  return `${binding.kind} ${binding.name} → ${role.kind} ${role.name}`;
}

/** The line that prints the least role and applies it, for exactly what was asked about. */
export function fixCommand(election: Election, access: Access, at: Observation): string {
  return `${accessCommand(election, access, at, '--fix')} | kubectl apply -f -`;
}

/** `rbac-check` of this election, as it was asked for. */
export function accessCommand(
  { lease, leaseName, workload, namespace }: Election,
  access: Access,
  at: Observation,
  ...flags: readonly string[]
): string {
  const { account, lock } = access;
  const target = lease || !workload ? `lease/${lock.name || leaseName}` : reference(workload);
  const given = account?.source === 'given' ? ['--service-account', `${account.namespace}:${account.name}`] : [];
  const place = lock.source === 'given' ? ['--lease-namespace', lock.namespace] : [];
  const home = at.scope.namespace ?? namespace;
  return b7le(at, home, 'rbac-check', target, ...given, ...place, ...flags);
}
