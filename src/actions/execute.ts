// Walks a plan: looks at what is to be written once more, keeps a copy of it, writes under the plan's guard, and stops at the
// first deed that was not done.

import type { Guard, Outcome, RawObject, WritePort } from '../cluster/write-port.ts';
import type { Deed } from './plan.ts';
import { clearedLock, releasedLease, releasedLock } from './released.ts';

/** One deed and what came of it. */
export interface Step {
  readonly deed: Deed;
  readonly outcome: Outcome;
}

export interface Walk {
  readonly port: WritePort;
  /** Keeps a copy of a lock before it is touched; what it throws ends the walk before anything is written. */
  readonly keep: (object: RawObject) => Promise<void>;
  /** Told before each write is sent, for whoever must say what was done when a signal comes. */
  readonly begins?: (deed: Deed) => void;
  /** Told after each write. */
  readonly ended?: (step: Step) => void;
}

/**
 * Does the deeds in their order. Nothing is ever sent twice.
 * @returns a step for each deed that was tried; the last one is the first that was not done, if any
 * @throws ClusterError where a lock could not be looked at again: then nothing was written; and what `keep` throws
 */
export async function execute(deeds: readonly Deed[], walk: Walk): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const deed of deeds) {
    const outcome = await carryOut(deed, walk);
    const step = { deed, outcome };
    steps.push(step);
    walk.ended?.(step);
    if (outcome.result !== 'done') break;
  }
  return steps;
}

async function carryOut(deed: Deed, walk: Walk): Promise<Outcome> {
  const { port, begins } = walk;
  switch (deed.kind) {
    case 'delete-lease':
    case 'release-lease':
    case 'clear-lock':
    case 'release-lock':
      return onLock(deed, walk);
    case 'delete-pod':
      begins?.(deed);
      return port.remove('pods', deed.at, deed.guard, deed.graceSeconds);
    case 'evict-pod':
      begins?.(deed);
      return port.evict(deed.at, deed.guard, { policy: deed.policy, graceSeconds: deed.graceSeconds });
    case 'restart-workload':
      begins?.(deed);
      return port.restart(deed.workload, deed.at, deed.guard, deed.restartedAt);
  }
}

type LockDeed = Exclude<Deed, { kind: 'delete-pod' | 'evict-pod' | 'restart-workload' }>;

/** The version that goes with the write is the one that the proof saw; where it is no longer that, nothing is sent at all. */
async function onLock(deed: LockDeed, { port, keep, begins }: Walk): Promise<Outcome> {
  const resource = 'resource' in deed ? deed.resource : 'leases';
  const found = await port.look(resource, deed.at);
  if (found === null) return { result: 'absent', why: 'it is not there any more' };
  const { object, date } = found;
  const seen = metadataOf(object);
  const changed = conflictOf(deed.guard, seen);
  if (changed !== null) return { result: 'conflict', why: changed };
  await keep(object);
  // a deed that was forced has no proof to go by: it takes what was read just now, and still loses to a write after that
  const guard: Guard = { uid: deed.guard.uid, resourceVersion: seen.resourceVersion };
  const guarded = withVersion(object, guard);
  begins?.(deed);
  switch (deed.kind) {
    case 'delete-lease':
      return port.remove('leases', deed.at, guard);
    case 'release-lease':
      return date === null ? NO_CLOCK : port.update('leases', releasedLease(guarded, date));
    case 'clear-lock':
      return port.update(deed.resource, clearedLock(guarded));
    case 'release-lock':
      return date === null ? NO_CLOCK : port.update(deed.resource, releasedLock(guarded, date));
  }
}

const NO_CLOCK: Outcome = { result: 'undone', why: 'the API server sent no Date, and a release needs its time' };

function metadataOf({ metadata }: RawObject): { readonly uid: string; readonly resourceVersion: string } {
  const { uid, resourceVersion } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  return { uid: String(uid ?? ''), resourceVersion: String(resourceVersion ?? '') };
}

function conflictOf(guard: Guard, seen: { readonly uid: string; readonly resourceVersion: string }): string | null {
  if (seen.uid !== guard.uid) return 'it was deleted and made anew since it was looked at';
  if (guard.resourceVersion === null || guard.resourceVersion === seen.resourceVersion) return null;
  return `it was written to since it was looked at: its version was ${guard.resourceVersion} and is ${seen.resourceVersion}`;
}

function withVersion(object: RawObject, guard: Guard): RawObject {
  const metadata = object.metadata as Readonly<Record<string, unknown>>;
  return { ...object, metadata: { ...metadata, uid: guard.uid, resourceVersion: guard.resourceVersion } };
}
