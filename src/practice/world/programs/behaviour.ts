// How a simulated program misbehaves: annotations of its pod template, or variables of its container. Scenarios are made of these.

import { parseDuration } from '../../../election/duration.ts';

/**
 * Each is an annotation `practice.b7le/NAME` of the pod, or a variable `PRACTICE_NAME` of the container in capitals with `_`.
 *
 * | name | value | what the program does |
 * | --- | --- | --- |
 * | on-loss | exit, ignore | `ignore`: it survives the loss of its Lease and never competes again (F14) |
 * | works-after-loss | true | with `on-loss: ignore`: goes on working, and its metric goes on saying that it leads |
 * | crash-after | duration | exits with 1 so long after its start |
 * | panic-after | duration | exits with 2 and a Go panic so long after its start |
 * | oom-after | duration | is killed for its memory so long after its start (137, OOMKilled) |
 * | needs-memory | quantity | with `oom-after`: is not killed where its limit is as much, or where it has none |
 * | release | true, false | gives its Lease up on shutdown, or does not, whatever its flags say |
 * | stop-takes | duration | T_stop: how long its runnables take to end (50 ms by default) |
 * | ignore-term | true | does not react to SIGTERM: the grace period runs out |
 * | block-before-election | true | an informer requested before Start never syncs: it never competes (F9) |
 * | cannot-sync | true | elected, its controllers never sync; it exits after the cache-sync-timeout (F13) |
 * | wedged | true | elected, it starts its workers and does nothing (a reconcile that never returns) |
 * | ready-when | leading | /readyz fails until it leads (F15) |
 * | ready-after | duration | /readyz fails so long after its start |
 * | unhealthy-after | duration | /healthz fails from then on |
 * | start-takes | duration | from its start to its first try (about 0.2 s by default) |
 * | identity | text | its holder identity, instead of `<hostname>_<uuid>` (F6) |
 * | lease | name | the name of its Lease |
 * | lease-namespace | namespace | where its Lease is |
 * | client-go | N | the minor version of its client-go 0.N |
 * | logs | klog, zap-json, zap-console | how it writes lines of its own |
 * | request-timeout | duration, none | the patience of the lock's client |
 * | lock-waits | duration | each request of the lock waits so long for its client's own rate limit (F10) |
 */
export interface Behaviour {
  text(name: string): string | null;
  flag(name: string): boolean;
  /** Milliseconds; null where nothing is said, or nothing that is a duration. */
  duration(name: string): number | null;
}

export const PREFIX = 'practice.b7le/';

export function behaviourOf(
  annotations: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Behaviour {
  const text = (name: string) =>
    env[`PRACTICE_${name.toUpperCase().replaceAll('-', '_')}`] ?? annotations[`${PREFIX}${name}`] ?? null;
  return {
    text,
    flag: (name) => text(name) === 'true',
    duration: (name) => parseDuration(text(name) ?? ''),
  };
}
