// One handover measured: from everything that was seen of it, what took how long since the trigger. Pure; nothing is invented.

import { electorOf } from './candidate.ts';
import type { LeaderlessFrom } from './change.ts';
import { claimedTwiceMs } from './claimed-twice.ts';
import { type FirstWork, firstWork } from './first-work.ts';
import type { PodSeen, Seen, TriggerSeen } from './handover-seen.ts';
import { type Handovers, type Hop, handoversOf } from './handovers.ts';
import { podOf } from './identity.ts';
import type { Instant } from './lease-moments.ts';
import type { Pod, Termination } from './observation.ts';

/** What the round is about. */
export interface RoundOf {
  /** The identity that is to go. */
  readonly from: string;
  /** Its pod; null where it has none. */
  readonly pod: Pick<Pod, 'name' | 'uid'> | null;
  /** The replicas that were there before the trigger, by uid. */
  readonly known: ReadonlySet<string>;
}

/** All spans in whole milliseconds since the trigger, but where said otherwise; null where not known. */
export interface Measured {
  /** Local monotonic milliseconds; null before it. */
  readonly triggeredAt: Instant | null;
  readonly hops: readonly Hop[];
  readonly holder: string | null;
  readonly leaseFreedMs: number | null;
  readonly takeoverMs: number | null;
  readonly leaderlessMs: number | null;
  readonly leaderlessFrom: LeaderlessFrom | null;
  /** The old leader's last renewal; below 0 where it was before the trigger. */
  readonly lastRenewalMs: number | null;
  readonly work: FirstWork;
  readonly workMs: number | null;
  readonly replacementReadyMs: number | null;
  /** For how long two replicas claimed to lead at once; null where they could not be asked. */
  readonly twoClaimedMs: number | null;
  /** How the old leader's container ended. */
  readonly ended: Termination | null;
  /** What the old leader said of its release. */
  readonly said: 'release-failed' | 'shutdown-overdue' | null;
  /** By how much the figures may be wrong, as far as that shows in them. */
  readonly accuracyMs: number;
  /** Why figures are missing; null where none is. */
  readonly hidden: string | null;
}

/** @param seen in the order in which it came */
export function measure(seen: readonly Seen[], round: RoundOf): Measured {
  const trigger = seen.find((one): one is TriggerSeen => one.kind === 'trigger');
  const triggeredAt = trigger ? triggerOf(trigger, seen, round) : null;
  const handovers = handoversOf(seen, round.from, trigger?.sentAt ?? Number.POSITIVE_INFINITY);
  const since = (at: number | null | undefined) =>
    triggeredAt === null || at === null || at === undefined ? null : Math.round(at - triggeredAt.at);
  const [hop] = handovers.hops;
  const freed = hop ? hop.freed : handovers.freed;
  const work = firstWork(seen, handovers, round);
  const instants = [triggeredAt, freed, hop?.instant ?? null].flatMap((one) => (one ? [one.withinMs] : []));
  return {
    triggeredAt,
    hops: handovers.hops,
    holder: handovers.holder,
    leaseFreedMs: since(freed?.at),
    takeoverMs: since(hop?.instant?.at),
    leaderlessMs: hop?.leaderlessMs ?? null,
    leaderlessFrom: hop?.leaderlessFrom ?? null,
    lastRenewalMs: since(hop ? hop.renewedAt : handovers.renewedAt),
    work,
    workMs: since(work.at),
    replacementReadyMs: since(replacedAt(seen, round)),
    twoClaimedMs: claimedTwiceMs(seen, trigger?.sentAt ?? Number.POSITIVE_INFINITY),
    ended: endOf(seen, round),
    said: saidOf(seen, round),
    accuracyMs: Math.round(Math.max(0, ...instants)),
    hidden: handovers.hidden ?? lateOf(handovers),
  };
}

/**
 * Between its sending and the first sign that the server did it: its answer, as early as that can have come, or the pod that is marked
 * for its end.
 */
function triggerOf({ sentAt, at, heldUpMs = 0 }: TriggerSeen, seen: readonly Seen[], { pod }: RoundOf): Instant {
  const marked = seen.find(
    (one) => one.kind === 'pod' && one.at > sentAt && one.before?.uid === pod?.uid && isMarked(one),
  );
  const seenAt = Math.min(at, marked?.at ?? at);
  const done = Math.max(sentAt, Math.min(seenAt, at - heldUpMs));
  return { at: (sentAt + done) / 2, withinMs: seenAt - (sentAt + done) / 2 };
}

function isMarked({ before, pod }: PodSeen): boolean {
  return before !== null && before.deletedAt === null && (pod === null || pod.deletedAt !== null);
}

function lateOf({ hops, isFree, freed }: Handovers): string | null {
  const [first] = hops;
  const unknown = first
    ? first.instant === null || (first.wasFreed === true && first.freed === null)
    : isFree && freed === null;
  const untold = first?.wasFreed === null;
  if (unknown || untold) return 'the watch was down when the Lease changed, and nothing tells when that was';
  return null;
}

/** The first pod that was not there before and is ready. */
function replacedAt(seen: readonly Seen[], { known }: RoundOf): number | null {
  const ready = seen.find(
    (one) => one.kind === 'pod' && one.pod?.ready === true && one.pod.uid !== null && !known.has(one.pod.uid),
  );
  return ready?.at ?? null;
}

function endOf(seen: readonly Seen[], { pod }: RoundOf): Termination | null {
  const last = seen.findLast(
    (one): one is PodSeen =>
      one.kind === 'pod' && one.pod !== null && one.pod.uid === pod?.uid && endIn(one.pod) !== null,
  );
  return last?.pod ? endIn(last.pod) : null;
}

function endIn(pod: Pod): Termination | null {
  return electorOf(pod)?.ended ?? null;
}

function saidOf(seen: readonly Seen[], { pod }: RoundOf): Measured['said'] {
  for (const one of seen) {
    if (one.kind !== 'line' || one.pod !== pod?.name || one.says === 'workers-started') continue;
    return one.says;
  }
  return null;
}

/** The pod of an identity among those that were seen. */
export function podIn(seen: readonly Seen[], identity: string): Pod | null {
  const pods = seen.flatMap((one) => (one.kind === 'pod' ? [one.pod ?? one.before] : []));
  const byUid = new Map(pods.flatMap((pod) => (pod ? [[pod.uid ?? pod.name, pod] as const] : [])));
  return podOf(identity, [...byUid.values()]).pod;
}
