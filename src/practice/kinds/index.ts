// Every kind that a practice cluster serves. Of kinds that changed between versions each version has its own.

import { CONFIG_MAP } from './config-map.ts';
import { DAEMON_SET } from './daemon-set.ts';
import { DEPLOYMENT } from './deployment.ts';
import { ENDPOINTS } from './endpoints.ts';
import { EVENT } from './event.ts';
import type { Kind } from './kind.ts';
import { LEASE } from './lease.ts';
import { NAMESPACE_FROM_1_21, NAMESPACE_TO_1_20 } from './namespace.ts';
import { NETWORK_POLICY } from './network-policy.ts';
import { NODE } from './node.ts';
import { POD_FROM_1_22, POD_FROM_1_34, POD_TO_1_21 } from './pod.ts';
import { DISRUPTION_BUDGET_FROM_1_21, DISRUPTION_BUDGET_TO_1_20 } from './pod-disruption-budget.ts';
import { REPLICA_SET } from './replica-set.ts';
import { RESOURCE_QUOTA } from './resource-quota.ts';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from './role-bindings.ts';
import { CLUSTER_ROLE, ROLE } from './roles.ts';
import { SERVICE } from './service.ts';
import { SERVICE_ACCOUNT } from './service-account.ts';
import { STATEFUL_SET } from './stateful-set.ts';

/** In the order in which discovery lists them. */
export const KINDS: readonly Kind[] = [
  CONFIG_MAP,
  ENDPOINTS,
  EVENT,
  NAMESPACE_TO_1_20,
  NAMESPACE_FROM_1_21,
  NODE,
  POD_TO_1_21,
  POD_FROM_1_22,
  POD_FROM_1_34,
  RESOURCE_QUOTA,
  SERVICE_ACCOUNT,
  SERVICE,
  DAEMON_SET,
  DEPLOYMENT,
  REPLICA_SET,
  STATEFUL_SET,
  LEASE,
  NETWORK_POLICY,
  DISRUPTION_BUDGET_TO_1_20,
  DISRUPTION_BUDGET_FROM_1_21,
  CLUSTER_ROLE_BINDING,
  CLUSTER_ROLE,
  ROLE_BINDING,
  ROLE,
];

/** What a version serves: one kind a resource. @param minor of Kubernetes 1 */
export function servedKinds(minor: number): readonly Kind[] {
  return KINDS.filter(({ served: { from = 0, to = Number.POSITIVE_INFINITY } }) => minor >= from && minor <= to);
}
