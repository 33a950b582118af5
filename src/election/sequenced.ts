// A container's log with what the order of its lines adds, which needs to know whether its process has ended.

import type { ContainerLog } from '../logs/log-event.ts';
import { withSequence } from '../logs/sequence.ts';
import type { Pod } from './observation.ts';

/**
 * @param pods as they were when it was read
 * @param tail how many of its last lines were asked for at most; null for all of the time that was asked for
 */
export function sequenced(log: ContainerLog, pods: readonly Pod[], tail: number | null): ContainerLog {
  const pod = pods.find(({ name, namespace }) => name === log.pod && namespace === log.namespace);
  const container = pod?.containers.find(({ name }) => name === log.container);
  const ended = log.previous || !container || container.runningSince === null;
  const cut = tail !== null && log.lines >= tail ? { cutAt: log.firstAt } : {};
  return { ...log, entries: withSequence(log.entries, { fromStart: log.fromStart, ended, ...cut }) };
}
