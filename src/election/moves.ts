// How often leadership moved lately, without the moves that a rollout explains (F20).

import type { Election } from './election.ts';
import { hostOf, ownersByName } from './identity.ts';
import type { ElectionEvent, Sighting } from './observation.ts';

/** A replica that became leader. */
interface Lead {
  readonly identity: string;
  readonly host: string;
  /** Its ReplicaSet, null where its name tells of none. */
  readonly set: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Moves {
  /** Moves that no rollout explains, even where every group of pods is taken for one that is being replaced. */
  readonly sure: number;
  /** Moves that no rollout explains, by the pods that were seen. */
  readonly counted: number;
  /** All changes of leader that were seen. */
  readonly seen: number;
  /** Between two leaders in a row, in the middle; null with fewer than two. */
  readonly medianMs: number | null;
  /** When the last leader took over, milliseconds since 1970. */
  readonly lastAt: number | null;
}

const WINDOW_MS = 3_600_000;
/** An Event and a change that was watched are the same within this time. */
const SAME_MS = 10_000;

/**
 * The moves within the last hour, by Events on this very Lease, by what was watched, and by logs.
 * @param logged who took the Lease when, as logs tell: pods and milliseconds since 1970
 */
export function movesOf(
  { lease, sighting, candidates }: Pick<Election, 'lease' | 'sighting' | 'candidates'>,
  events: readonly ElectionEvent[],
  now: string,
  logged: readonly { readonly pod: string; readonly from: number }[] = [],
): Moves {
  if (!lease && logged.length === 0) return { sure: 0, counted: 0, seen: 0, medianMs: null, lastAt: null };
  const told = events.flatMap(({ namespace, lease: name, leaseUid, what, identity, at }) => {
    const own = namespace === lease?.namespace && name === lease.name && leaseUid === lease.uid;
    return own && what === 'became-leader' ? leadOf(identity, at === null ? Number.NaN : Date.parse(at)) : [];
  });
  const watched = sighting ? watchedLeads(sighting) : [];
  const unheard = watched.filter(
    ({ identity, at }) => !told.some((one) => one.identity === identity && Math.abs(one.at - at) < SAME_MS),
  );
  const seen = [...told, ...unheard];
  const printed = logged
    .flatMap(({ pod, from }) => leadOf(pod, from))
    .filter(({ host, at }) => !seen.some((one) => one.host === host && Math.abs(one.at - at) < SAME_MS));
  const leads = [...seen, ...printed].filter(({ at }) => Date.parse(now) - at < WINDOW_MS).sort((a, b) => a.at - b.at);
  const sets = new Set(candidates.map(({ pod }) => pod.owner?.name ?? null));
  const replaced = (lead: Lead) => [...sets].some((set) => set !== null && lead.set !== null && set !== lead.set);
  return {
    sure: countOf(leads, () => true),
    counted: countOf(leads, replaced),
    seen: Math.max(0, leads.length - 1),
    medianMs: medianOf(leads.slice(1).map(({ at }, index) => at - (leads[index]?.at ?? at))),
    lastAt: leads.at(-1)?.at ?? null,
  };
}

function leadOf(identity: string, at: number): Lead[] {
  const host = hostOf(identity);
  return Number.isNaN(at) ? [] : [{ identity, host, set: ownersByName(host).replicaSet, at }];
}

function watchedLeads({ readAt, unchangedForMs, changes }: Sighting): Lead[] {
  const end = readAt === null ? Number.NaN : Date.parse(readAt) - unchangedForMs;
  const total = changes.at(-1)?.afterMs ?? 0;
  return changes
    .filter(({ kind, to }) => kind === 'taken-over' && to !== null)
    .flatMap(({ to, afterMs }) => leadOf(to ?? '', end - (total - afterMs)));
}

/**
 * A rollout gives the Lease to pods that have not led before: of another ReplicaSet, or of one that is itself being replaced, each
 * old replica once at most. Where names tell of no ReplicaSet (a StatefulSet's pods keep theirs), two rollouts an hour may let each
 * of the replicas lead twice.
 * @param mayBeReplaced whether the pods that are there let a leader's ReplicaSet be one that is being replaced
 */
function countOf(leads: readonly Lead[], mayBeReplaced: (lead: Lead) => boolean): number {
  const led = new Set<string>();
  let counted = 0;
  let nameless = 0;
  leads.forEach((lead, index) => {
    const before = leads[index - 1];
    const fresh = !led.has(lead.host);
    led.add(lead.host);
    if (!before) return;
    if (lead.set === null) {
      nameless++;
      return;
    }
    const later = leads.slice(index + 1).some(({ set }) => set !== lead.set);
    const rollout = lead.set !== before.set || later || mayBeReplaced(lead);
    if (!(fresh && rollout)) counted++;
  });
  const hosts = new Set(leads.filter(({ set }) => set === null).map(({ host }) => host)).size;
  return counted + Math.max(0, nameless - 2 * hosts);
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
