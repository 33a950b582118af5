// The status of a pod as its kubelet writes it.

import { type Condition, type ContainerStatus, type Pod, type PodStatus, stamp } from '../shapes.ts';

export interface PodFacts {
  readonly pod: Pod;
  readonly containers: readonly ContainerStatus[];
  /** Whether its sandbox stands. */
  readonly sandboxed: boolean;
  readonly podIp: string;
  readonly hostIp: string;
  /** When the kubelet took it on, by the node's clock. */
  readonly startedAt: number;
  /** The node's clock. */
  readonly now: number;
  readonly minor: number;
}

export function podStatus(facts: PodFacts): PodStatus {
  const { pod, containers, sandboxed, podIp, hostIp, startedAt } = facts;
  const phase = phaseOf(pod, containers);
  const ip = sandboxed ? { podIP: podIp, podIPs: [{ ip: podIp }] } : {};
  const before = pod.status ?? {};
  const { qosClass } = before as { readonly qosClass?: string };
  return {
    phase,
    conditions: conditionsOf(facts, phase),
    hostIP: hostIp,
    ...(facts.minor >= 29 ? { hostIPs: [{ ip: hostIp }] } : {}),
    ...ip,
    startTime: stamp(startedAt),
    containerStatuses: containers,
    qosClass: qosClass ?? 'BestEffort',
  };
}

function phaseOf({ spec }: Pod, containers: readonly ContainerStatus[]): string {
  if (containers.some(({ state, lastState }) => 'waiting' in state && !('terminated' in lastState))) return 'Pending';
  const ended = containers.map(({ state }) => ('terminated' in state ? state.terminated.exitCode : null));
  const always = (spec.restartPolicy ?? 'Always') === 'Always';
  if (always || ended.includes(null)) return 'Running';
  if (ended.every((code) => code === 0)) return 'Succeeded';
  return spec.restartPolicy === 'Never' ? 'Failed' : 'Running';
}

function conditionsOf(facts: PodFacts, phase: string): Condition[] {
  const { pod, containers, sandboxed, minor } = facts;
  const over = phase === 'Succeeded' || phase === 'Failed';
  const unready = containers.filter(({ ready }) => !ready).map(({ name }) => name);
  const ok = unready.length === 0 && !over;
  const why = over
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  const wanted = [
    ...(minor >= 29 ? [{ type: 'PodReadyToStartContainers', ok: sandboxed && !over, why: {} }] : []),
    { type: 'Initialized', ok: true, why: {} },
    { type: 'Ready', ok, why },
    { type: 'ContainersReady', ok, why },
    { type: 'PodScheduled', ok: true, why: {} },
  ];
  return wanted.map((one) => {
    const status = one.ok ? ('True' as const) : ('False' as const);
    const before = pod.status?.conditions?.find(({ type }) => type === one.type);
    const since = before?.status === status ? before.lastTransitionTime : undefined;
    return {
      type: one.type,
      status,
      lastProbeTime: null,
      lastTransitionTime: since ?? stamp(facts.now),
      ...(one.ok ? {} : one.why),
    };
  });
}
