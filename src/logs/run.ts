// A process behind a container's log: whether it still runs, and when it ended, as its pod's status tells.

import { instantOf, likelyInstant } from './instant.ts';
import type { ContainerLog } from './log-event.ts';
import type { RecordedEnd, RecordedPod } from './story-facts.ts';

export interface Run {
  readonly log: ContainerLog;
  /** Null where pods were not read. */
  readonly running: boolean | null;
  /** Milliseconds since 1970; null while it runs, and where nothing tells. */
  readonly endedAt: number | null;
  readonly end: RecordedEnd | null;
}

/** The kubelet's stamps are cut to a second. */
const CUT_MS = 1000;

/** The processes behind all logs, those of one container in their order. */
export function runsOf(logs: readonly ContainerLog[], pods: readonly RecordedPod[] | null): Run[] {
  return logs.map((log) => {
    const pod = pods?.find(({ namespace, name }) => namespace === log.namespace && name === log.pod) ?? null;
    const container = pod?.containers.find(({ name }) => name === log.container) ?? null;
    const later = logs.some((other) => follows(other, log));
    if (!container) return { log, running: pods === null ? null : false, endedAt: null, end: null };
    const old = log.previous || later;
    const end = old ? container.lastEnded : container.ended;
    const endedAt = end === null ? null : endOf(log, end, logs);
    // a log that was followed while its container was restarted more than once
    const other = old && endedAt !== null && endedAt < (instantOf(log.lastAt) ?? endedAt) - CUT_MS;
    if (other) return { log, running: false, endedAt: null, end: null };
    return { log, running: !old && container.runningSince !== null, endedAt, end };
  });
}

function follows(other: ContainerLog, log: ContainerLog): boolean {
  return (
    isSame(other, log) &&
    !other.previous &&
    (instantOf(other.firstAt) ?? 0) > (instantOf(log.lastAt) ?? Number.POSITIVE_INFINITY)
  );
}

function isSame(other: ContainerLog, log: ContainerLog): boolean {
  return other.namespace === log.namespace && other.pod === log.pod && other.container === log.container;
}

/**
 * The stamp of an end is cut to a second; a last line within that second is nearer to it, and the next process of the container
 * prints its first line after it.
 */
export function endOf(log: ContainerLog, { finishedAt }: RecordedEnd, logs: readonly ContainerLog[]): number | null {
  const stamp = instantOf(finishedAt);
  const last = instantOf(log.lastAt);
  if (stamp !== null && last !== null && last >= stamp && last < stamp + CUT_MS) return last;
  const likely = likelyInstant(finishedAt);
  const next = logs.find((other) => follows(other, log) || (log.previous && !other.previous && isSame(other, log)));
  const begun = instantOf(next?.firstAt ?? null);
  if (stamp === null || likely === null || begun === null || begun < stamp || begun > likely) return likely;
  return Math.max(stamp, begun - 1);
}
