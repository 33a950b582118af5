// The sums of a rollout: how many replicas the new ReplicaSet may have, and how many the old ones must give up.

import type { Deployment, PodTemplate, ReplicaSet } from '../shapes.ts';
import { canonical } from './same-json.ts';

export const HASH_LABEL = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';

export interface Bounds {
  readonly replicas: number;
  readonly surge: number;
  readonly unavailable: number;
}

/** A number, or percents of the replicas. @param up whether fractions are rounded up */
function absolute(value: number | string | undefined, replicas: number, up: boolean): number {
  if (typeof value === 'number') return value;
  const percent = Number.parseFloat(value ?? '25%') / 100;
  return up ? Math.ceil(replicas * percent) : Math.floor(replicas * percent);
}

/** How far a Deployment may exceed and fall short of its replicas; one of the two is never 0. */
export function boundsOf({ spec }: Deployment): Bounds {
  const replicas = spec.replicas ?? 1;
  if (spec.strategy?.type === 'Recreate') return { replicas, surge: 0, unavailable: replicas };
  const { maxSurge, maxUnavailable } = spec.strategy?.rollingUpdate ?? {};
  const surge = absolute(maxSurge, replicas, true);
  const unavailable = Math.min(replicas, absolute(maxUnavailable, replicas, false));
  return { replicas, surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** The two sides of a rollout: the ReplicaSet of the present template, if there is one, and all others, oldest first. */
export interface Sides {
  readonly fresh: ReplicaSet | null;
  readonly old: readonly ReplicaSet[];
}

export function sidesOf({ spec }: Deployment, sets: readonly ReplicaSet[]): Sides {
  const wanted = templateKey(spec.template);
  const byAge = [...sets].sort((a, b) => revisionOf(a) - revisionOf(b));
  const fresh = byAge.find((set) => templateKey(set.spec.template) === wanted) ?? null;
  return { fresh, old: byAge.filter((set) => set !== fresh) };
}

export function revisionOf({ metadata }: ReplicaSet | Deployment): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

export function wantedBy({ spec }: ReplicaSet): number {
  return spec.replicas ?? 1;
}

export function total(sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((sum, set) => sum + (of(set) ?? 0), 0);
}

/** The replicas that the new ReplicaSet should have now. */
export function freshReplicas({ replicas, surge }: Bounds, present: number, old: readonly ReplicaSet[]): number {
  if (present >= replicas) return replicas;
  const room = replicas + surge - present - total(old, wantedBy);
  return room <= 0 ? present : Math.min(replicas, present + room);
}

/**
 * What each old ReplicaSet should come down to: first replicas that do not work anyway, then as many as the bound of
 * unavailable ones allows.
 * @returns the new numbers by name, for those that change
 */
export function oldReplicas(bounds: Bounds, { fresh, old }: Sides): ReadonlyMap<string, number> {
  const least = bounds.replicas - bounds.unavailable;
  const all = fresh ? [...old, fresh] : old;
  const freshMissing = fresh ? Math.max(0, wantedBy(fresh) - (fresh.status?.availableReplicas ?? 0)) : 0;
  let budget = total(all, wantedBy) - least - freshMissing;
  const targets = new Map(old.map((set) => [set.metadata.name, wantedBy(set)]));
  if (budget <= 0) return new Map();
  let dropped = 0;
  for (const set of old) {
    const name = set.metadata.name;
    const broken = Math.max(0, wantedBy(set) - (set.status?.availableReplicas ?? 0));
    const drop = Math.min(budget, broken);
    targets.set(name, wantedBy(set) - drop);
    budget -= drop;
    dropped += drop;
  }
  let spare = total(all, ({ status }) => status?.availableReplicas) - least;
  for (const set of old) {
    const name = set.metadata.name;
    const drop = Math.max(0, Math.min(spare, targets.get(name) ?? 0, bounds.replicas + bounds.surge + dropped));
    targets.set(name, (targets.get(name) ?? 0) - drop);
    spare -= drop;
  }
  for (const set of old) if (targets.get(set.metadata.name) === wantedBy(set)) targets.delete(set.metadata.name);
  return targets;
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The label that tells the templates of a Deployment apart: FNV-1a of the template, its digits in the alphabet of names. */
export function templateHash(template: PodTemplate): string {
  let hash = 0x811c9dc5;
  for (const char of templateKey(template)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return [...String(hash >>> 0)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

/** A template's text without the label that its own hash became. */
function templateKey({ metadata, spec }: PodTemplate): string {
  const labels = Object.entries(metadata?.labels ?? {}).filter(([key]) => key !== HASH_LABEL);
  const annotations = Object.entries(metadata?.annotations ?? {});
  return canonical([labels.sort(), annotations.sort(), spec]);
}
