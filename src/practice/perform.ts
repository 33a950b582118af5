// Deeds of scenarios, done to the world.

import { ADMINISTRATOR, type Inside } from './inside.ts';
import type { Kind } from './kinds/kind.ts';
import type { Draft, KubeObject } from './objects/object.ts';
import type { Deed, Scenario, Who } from './scenarios/scenario.ts';

/** Does one deed. A deed that finds nobody to be done to does nothing: the leader may just be gone. */
export function perform(deed: Deed, scenario: Scenario, inside: Inside): void {
  const { world, clock, random } = inside;
  const { namespace } = scenario;
  const to = (who: Who, act: (namespace: string, pod: string) => void) => {
    const pod = podOf(who, scenario, inside);
    if (pod !== null) act(namespace, pod);
  };
  if ('crash' in deed) to(deed.crash, (ns, pod) => world.crash(ns, pod));
  else if ('crashAndRemove' in deed) to(deed.crashAndRemove, (ns, pod) => world.crashAndRemove(ns, pod));
  else if ('freeze' in deed) to(deed.freeze, (ns, pod) => world.freeze(ns, pod));
  else if ('thaw' in deed) to(deed.thaw, (ns, pod) => world.thaw(ns, pod));
  else if ('partition' in deed) to(deed.partition, (ns, pod) => world.partition(ns, pod));
  else if ('heal' in deed) to(deed.heal, (ns, pod) => world.heal(ns, pod));
  else if ('deletePod' in deed) to(deed.deletePod, (_, pod) => remove(inside, 'pods', namespace, pod));
  else if ('apiDownMs' in deed) {
    world.apiDown(true);
    clock.after(deed.apiDownMs, () => world.apiDown(false));
  } else if ('latencyMs' in deed) {
    const [low, high] = deed.latencyMs;
    world.latency(() => low + (high - low) * random.next());
  } else if ('serviceLost' in deed) world.serviceLost(true);
  else if ('scale' in deed) scale(inside, scenario, deed.scale);
  else if ('handOver' in deed) handOver(inside, scenario);
  else if ('deleteLease' in deed) remove(inside, 'leases', namespace, scenario.lease);
  else if ('deleteAccount' in deed) remove(inside, 'serviceaccounts', namespace, deed.deleteAccount);
  else for (const object of deed.apply) apply(inside, object);
}

/** Creates an object, or puts it in the place of the one that is there. */
export function apply({ api, kinds, store }: Inside, draft: Draft): void {
  const kind = kinds.find((each) => each.kind === draft.kind && draft.apiVersion === apiVersionOf(each)) as Kind;
  const { namespace = null, name = '' } = (draft.metadata ?? {}) as { namespace?: string; name?: string };
  const base = { user: ADMINISTRATOR, manager: 'kubectl-client-side-apply', kind, namespace, subresource: '' } as const;
  if (store.get(kind, namespace, name)) api.act({ ...base, verb: 'patch', patch: 'strategic', name, body: draft });
  else api.act({ ...base, verb: 'create', name: null, body: draft });
}

function apiVersionOf({ group, version }: Kind): string {
  return group === '' ? version : `${group}/${version}`;
}

function kindOf({ kinds }: Inside, resource: string): Kind {
  return kinds.find((kind) => kind.resource === resource) as Kind;
}

function remove(inside: Inside, resource: string, namespace: string, name: string): void {
  const kind = kindOf(inside, resource);
  if (!inside.store.get(kind, namespace, name)) return;
  inside.api.act({ user: ADMINISTRATOR, manager: 'kubectl', verb: 'delete', kind, namespace, name, subresource: '' });
}

function scale(inside: Inside, { namespace, workload }: Scenario, replicas: number): void {
  const kind = kindOf(inside, 'deployments');
  const body = { spec: { replicas } };
  const base = { user: ADMINISTRATOR, manager: 'kubectl', kind, namespace, name: workload, subresource: '' } as const;
  inside.api.act({ ...base, verb: 'patch', patch: 'merge', body });
}

interface LeaseSpec {
  readonly holderIdentity?: string;
}

/** Writes the identity of a standby into the Lease, as `kubectl edit` would: without asking anybody. */
function handOver(inside: Inside, scenario: Scenario): void {
  const { api, world } = inside;
  const holder = leaseOf(inside, scenario)?.holderIdentity;
  const candidates = world.identities(scenario.namespace, scenario.lease);
  const next = candidates.find(({ identity, leads }) => identity !== holder && !leads)?.identity;
  if (!holder || !next) return;
  const kind = kindOf(inside, 'leases');
  const body = { spec: { holderIdentity: next } };
  const base = { user: ADMINISTRATOR, manager: 'kubectl-edit', kind, subresource: '' } as const;
  api.act({ ...base, verb: 'patch', patch: 'merge', namespace: scenario.namespace, name: scenario.lease, body });
}

function leaseOf(inside: Inside, { namespace, lease }: Scenario): LeaseSpec | undefined {
  return inside.store.get(kindOf(inside, 'leases'), namespace, lease)?.spec as LeaseSpec | undefined;
}

function podOf(who: Who, scenario: Scenario, inside: Inside): string | null {
  const host = leaseOf(inside, scenario)?.holderIdentity?.split('_')[0] ?? '';
  const pods = inside.store
    .list(kindOf(inside, 'pods'), scenario.namespace)
    .filter((pod) => !pod.metadata.deletionTimestamp && runs(pod));
  const found = who === 'leader' ? pods.find(isNamed(host)) : pods.find((pod) => !isNamed(host)(pod));
  return found?.metadata.name ?? null;
}

function isNamed(host: string): (pod: KubeObject) => boolean {
  return ({ metadata }) => metadata.name === host;
}

function runs(pod: KubeObject): boolean {
  return (pod.status as { phase?: string } | undefined)?.phase === 'Running';
}
