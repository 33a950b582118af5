// The elections of an Observation for checks that look beyond their own: put together once, since an Observation never changes.

import { groupBy } from '../election/directory.ts';
import { type Election, electionsOf } from '../election/election.ts';
import type { Observation, Workload } from '../election/observation.ts';

interface Known {
  /** Those that TARGET means. */
  readonly shown: readonly Election[];
  /** Whatever TARGET means. */
  readonly all: readonly Election[];
  readonly byWorkload: ReadonlyMap<string, readonly Election[]>;
}

const KNOWN = new WeakMap<Observation, Known>();

export function knownElections(observation: Observation): Known {
  const known = KNOWN.get(observation) ?? knownOf(observation);
  KNOWN.set(observation, known);
  return known;
}

/** Every election of a workload, whatever TARGET means. */
export function electionsWith(workload: Workload, observation: Observation): readonly Election[] {
  return knownElections(observation).byWorkload.get(keyOf(workload)) ?? [];
}

function knownOf(observation: Observation): Known {
  const { scope } = observation;
  const shown = electionsOf(observation);
  const all = scope.target === null ? shown : electionsOf({ ...observation, scope: { ...scope, target: null } });
  return { shown, all, byWorkload: groupBy(all, ({ workload }) => (workload ? keyOf(workload) : '')) };
}

function keyOf({ kind, namespace, name }: Workload): string {
  return `${namespace}/${kind}/${name}`;
}

/**
 * Which of several elections tells of what concerns them all: the first of the given ones that TARGET means, so that it is told
 * once.
 */
export function speaker(elections: readonly Election[], observation: Observation): string | null {
  const shown = new Set(knownElections(observation).shown.map(({ id }) => id));
  return elections.find(({ id }) => shown.has(id))?.id ?? null;
}
