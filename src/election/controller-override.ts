// What the config file says of a controller that b7le would not find out, or would find out wrongly.

import { type ElectionArguments, readArguments } from './arguments.ts';
import type { Lease } from './lease.ts';
import type { Pod, Target, Workload } from './observation.ts';

/** Of a Lease, a workload, or both: what is named is the key, the rest is what holds for it. */
export interface ControllerOverride {
  readonly lease: string | null;
  /** Of the Lease; null for any. */
  readonly namespace: string | null;
  readonly workload: (Target & { readonly kind: 'deployment' | 'statefulset' | 'daemonset' }) | null;
  /** null where the workload runs beside its Lease. */
  readonly workloadNamespace: string | null;
  /** The container that elects. */
  readonly container: string | null;
  readonly serviceAccount: string | null;
}

type Overrides = readonly ControllerOverride[] | undefined;
type Place = Pick<Lease, 'namespace' | 'name'>;
type Named = Pick<Workload, 'kind' | 'namespace' | 'name'>;

/** What holds for an election. The first entry that fits counts; one that names the Lease before one that names its workload. */
export function overrideOf(
  overrides: Overrides,
  lease: Place | null,
  workload: Named | null,
): ControllerOverride | null {
  if (!overrides || overrides.length === 0) return null;
  const byLease = lease && overrides.find((given) => namesLease(given, lease));
  return byLease ?? (workload && overrides.find((given) => fits(given, workload, lease))) ?? null;
}

/** The workload that the config file ties to a Lease; null where it ties none, or where that workload is not there. */
export function workloadGiven(overrides: Overrides, lease: Place, workloads: readonly Workload[]): Workload | null {
  const given = overrides?.find((each) => each.workload !== null && namesLease(each, lease));
  if (!given) return null;
  const home = given.workloadNamespace ?? lease.namespace;
  return workloads.find((workload) => workload.namespace === home && namesWorkload(given, workload)) ?? null;
}

/** Whether the config file says that this workload elects, by naming its Lease. */
export function electsAsGiven(overrides: Overrides, workload: Named): boolean {
  return overrideOf(overrides, null, workload)?.lease != null;
}

function namesLease({ lease, namespace }: ControllerOverride, place: Place): boolean {
  return lease === place.name && (namespace ?? place.namespace) === place.namespace;
}

/** Whether an entry is about this workload; one that names a Lease says nothing of the workload's others. */
function fits(given: ControllerOverride, workload: Named, lease: Place | null): boolean {
  const home = given.workloadNamespace ?? given.namespace ?? workload.namespace;
  return home === workload.namespace && namesWorkload(given, workload) && (given.lease === null || lease === null);
}

function namesWorkload({ workload: named }: ControllerOverride, { kind, name }: Named): boolean {
  return named?.kind === kind.toLowerCase() && named.name === name;
}

/** A replica with the container that elects, as the config file names it; one that has no such container stays as it is. */
export function podAsGiven(pod: Pod, given: ControllerOverride | null): Pod {
  const container = given?.container ?? null;
  if (container === null || pod.arguments.container === container) return pod;
  if (!pod.containers.some(({ name }) => name === container)) return pod;
  return { ...pod, arguments: pod.electors.find((set) => set.container === container) ?? silent(container) };
}

/** A workload with its account and container as the config file names them. @param pods its replicas, as given */
export function workloadAsGiven(
  workload: Workload | null,
  given: ControllerOverride | null,
  pods: readonly Pod[],
): Workload | null {
  if (workload === null || given === null) return workload;
  const { container } = given;
  const same = container === null || workload.arguments.container === container;
  // only the arguments of one container of a template are kept, so those of another come from a replica
  const running = pods.find((pod) => pod.arguments.container === container)?.arguments;
  return {
    ...workload,
    serviceAccount: given.serviceAccount ?? workload.serviceAccount,
    arguments: same ? workload.arguments : (running ?? workload.arguments),
  };
}

/** A container whose arguments do not speak of election. */
function silent(container: string): ElectionArguments {
  return { ...readArguments([]), container };
}
