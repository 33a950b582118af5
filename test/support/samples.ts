// Looking again and again while something happens to a leader, and what has to be true of every look.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fault, kubectl } from './cluster.ts';
import { leaderOf } from './install.ts';
import { type Election, type Judged, judge, only } from './status.ts';

export interface Sample extends Judged {
  readonly election: Election;
}

/** Looks every 0.7 s, until `done` of the latest sample holds. */
export async function follow(
  namespace: string,
  what: string,
  ms: number,
  done: (sample: Sample) => boolean,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const end = performance.now() + ms;
  for (;;) {
    const judged = await judge(['-n', namespace]);
    const sample = { ...judged, election: only(judged) };
    assertConsistent(sample);
    samples.push(sample);
    if (done(sample)) return samples;
    const seen = samples.map(({ election, troubles }) => `${election.state} [${troubles}]`).join(', ');
    assert.ok(performance.now() < end, `${what} not seen within ${ms / 1000}s, but ${seen}`);
    await sleep(700);
  }
}

/** The three findings about renewal say what `state` says, each with its severity (contract 3 and 4). */
export function assertConsistent({ election, troubles, told }: Sample): void {
  const expected: Partial<Record<Election['state'], string>> = {
    late: 'lease-late warning',
    expired: 'lease-expired warning',
    unclaimed: 'lease-unclaimed critical',
  };
  const own = troubles.filter((trouble) => /^lease-(late|expired|unclaimed) /.test(trouble));
  const one = expected[election.state];
  assert.deepEqual(own, one ? [one] : [], told);
}

/** The states in the order in which they were seen, each once. */
export function statesOf(samples: readonly Sample[]): Election['state'][] {
  const states = samples.map(({ election }) => election.state);
  return states.filter((state, at) => state !== states[at - 1]);
}

export function holds(sample: Sample, id: string, severity: string): boolean {
  return sample.troubles.includes(`${id} ${severity}`);
}

export function last(samples: readonly Sample[]): Sample {
  const sample = samples.at(-1);
  assert.ok(sample);
  return sample;
}

/** Kills the leader's process, so that nothing is released, and takes its pod away as well. */
export async function crashForGood(namespace: string): Promise<{ identity: string; pod: string }> {
  const leader = await leaderOf(namespace);
  await fault('kill', leader.pod, namespace);
  await kubectl(['-n', namespace, 'delete', 'pod', leader.pod, '--force', '--grace-period=0', '--wait=false']);
  return leader;
}
