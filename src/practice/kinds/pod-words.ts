// One word for the state of a pod, as kubectl shows it: the story of its containers, the worst of them first.

import { at, isObject, type JsonObject, objectsOf } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { numberAt } from './columns.ts';

/** What the columns READY, STATUS and RESTARTS say. */
export interface PodWords {
  readonly ready: string;
  readonly status: string;
  readonly restarts: number;
  /** RFC 3339; null where no container has ended before. */
  readonly lastRestart: string | null;
}

/** Reads the state off the status of a pod. */
export function podWords(pod: KubeObject): PodWords {
  const total = objectsOf(at(pod, 'spec', 'containers')).length;
  const statuses = objectsOf(at(pod, 'status', 'containerStatuses'));
  const starting = initWords(pod);
  const ready = starting === null ? statuses.filter((status) => isReady(status)).length : 0;
  const counted = starting === null ? statuses : objectsOf(at(pod, 'status', 'initContainerStatuses'));
  return {
    ready: `${ready}/${total}`,
    status: departing(pod) ?? starting ?? containerWords(pod, statuses),
    restarts: counted.reduce((sum, { restartCount }) => sum + (typeof restartCount === 'number' ? restartCount : 0), 0),
    lastRestart: lastEnd(counted),
  };
}

function departing({ metadata, status }: KubeObject): string | null {
  if (metadata.deletionTimestamp === undefined) return null;
  if (at(status, 'reason') === 'NodeLost') return 'Unknown';
  // a pod that has ended keeps its last word
  return ['Succeeded', 'Failed'].includes(String(at(status, 'phase'))) ? null : 'Terminating';
}

/** `Init:0/1` and its like; null once all init containers are done. */
function initWords(pod: KubeObject): string | null {
  const all = objectsOf(at(pod, 'spec', 'initContainers')).length;
  for (const [i, status] of objectsOf(at(pod, 'status', 'initContainerStatuses')).entries()) {
    const terminated = at(status, 'state', 'terminated');
    if (isObject(terminated)) {
      if (terminated.exitCode === 0) continue;
      return `Init:${terminated.reason || exitWords(terminated)}`;
    }
    const waiting = at(status, 'state', 'waiting', 'reason');
    return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${i}/${all}`;
  }
  return null;
}

function containerWords({ status }: KubeObject, statuses: readonly JsonObject[]): string {
  const gated = conditionOf(status, 'PodScheduled')?.reason === 'SchedulingGated' ? 'SchedulingGated' : null;
  const own = gated ?? String(at(status, 'reason') || at(status, 'phase') || '');
  // the first container with something to say has the last word
  const word = statuses.map(wordOf).find((found) => found !== null) ?? own;
  if (word !== 'Completed' || !statuses.some((one) => isReady(one))) return word;
  return conditionOf(status, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
}

function wordOf(status: JsonObject): string | null {
  const waiting = at(status, 'state', 'waiting', 'reason');
  if (typeof waiting === 'string' && waiting !== '') return waiting;
  const terminated = at(status, 'state', 'terminated');
  return isObject(terminated) ? String(terminated.reason || exitWords(terminated)) : null;
}

function exitWords({ signal, exitCode }: JsonObject): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function isReady(status: JsonObject): boolean {
  return status.ready === true && isObject(at(status, 'state', 'running'));
}

function lastEnd(statuses: readonly JsonObject[]): string | null {
  const ends = statuses.flatMap((status) => {
    const end = at(status, 'lastState', 'terminated', 'finishedAt');
    return typeof end === 'string' ? [end] : [];
  });
  return ends.sort().at(-1) ?? null;
}

function conditionOf(status: unknown, type: string): JsonObject | undefined {
  return objectsOf(at(status, 'conditions')).find((condition) => condition.type === type);
}

/** How many of its readiness gates are open, `1/2`. */
export function gateWords(pod: KubeObject): string {
  const gates = objectsOf(at(pod, 'spec', 'readinessGates'));
  if (gates.length === 0) return '<none>';
  const open = gates.filter(({ conditionType }) => conditionOf(pod.status, String(conditionType))?.status === 'True');
  return `${open.length}/${gates.length}`;
}

/** Seconds from the wish to delete it to its end; a pod that no node knows, or that has ended, waits for nothing. */
export function graceOf(pod: KubeObject): number {
  const over = ['Succeeded', 'Failed'].includes(String(at(pod, 'status', 'phase')));
  if (over || !at(pod, 'spec', 'nodeName')) return 0;
  return at(pod, 'spec', 'terminationGracePeriodSeconds') === undefined
    ? 30
    : numberAt(pod, 'spec', 'terminationGracePeriodSeconds');
}
