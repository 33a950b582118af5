// Leadership that keeps moving (F20): each move costs a takeover, and something makes each leader lose.

import { electorOf } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { type Moves, movesOf } from '../election/moves.ts';
import type { Observation, Pod } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, type Judgement, type Remedy } from './check.ts';
import { gapIn } from './gaps.ts';
import { ownStory } from './logged.ts';
import { lossesOf } from './losses.ts';
import { kubectl, leaseSubject } from './wording.ts';

/** Fewer moves than this in an hour are luck. */
const MANY = 4;
const HOUR_MS = 3_600_000;
/** It has ended when no move came for three periods, and for this long in any case. */
const QUIET_MS = 600_000;
const QUIET_PERIODS = 3;

export const leaseFlapping: Check = {
  id: 'lease-flapping',
  suite: 'lease',
  title: 'leadership stays where it is',
  worst: 'warning',
  needs: ['leases'],
  applies: ({ lease, electionOn, logs }, unread) =>
    electionOn !== false && (lease !== null || logs !== null || unread.has('leases')),
  judge(election, observation) {
    const claims = (ownStory(election, observation)?.claims ?? []).filter(({ source }) => source === 'log');
    const moves = movesOf(election, observation.events, observation.takenAt, claims);
    if (moves.counted < MANY || moves.medianMs === null || moves.lastAt === null)
      return unheard(election, moves, observation);
    const gap = gapIn(['pods', 'workloads'], election, observation);
    if (moves.sure < MANY && gap !== null)
      return {
        unknown: `leadership moved ${moves.seen} times within an hour, and whether by a rollout is not known: ${gap.detail}`,
      };
    const agoMs = Math.max(0, Date.parse(observation.takenAt) - moves.lastAt);
    const over = agoMs > Math.max(QUIET_PERIODS * moves.medianMs, QUIET_MS);
    const every = `every ${formatAge(moves.medianMs)}`;
    const losses = lossesOf(claims, election, observation);
    const by = losses.length === 0 ? likely(moves.medianMs) : `by their logs ${losses.join(', ')}`;
    return [
      {
        severity: over ? 'info' : 'warning',
        subject: leaseSubject(election),
        summary: over
          ? `leadership moved ${moves.counted} times, about ${every}, until ${formatAge(agoMs)} ago`
          : `leadership moved ${moves.counted} times within an hour, about ${every}, last ${formatAge(agoMs)} ago: ${by}`,
        facts: {
          moves: moves.counted,
          seen: moves.seen,
          periodMs: moves.medianMs,
          lastMoveAgoMs: agoMs,
          class: classOf(moves.medianMs),
          losses,
          leaseTransitions: election.lease?.leaseTransitions ?? null,
        },
        remedy: [remedyOf(election, observation)],
      },
    ];
  },
};

/** What makes a leader lose again and again leaves its rhythm (F20). */
function classOf(periodMs: number): 'access' | 'leader-idle' | 'other' {
  if (periodMs >= 10_000 && periodMs <= 35_000) return 'access';
  return periodMs >= 100_000 && periodMs <= 170_000 ? 'leader-idle' : 'other';
}

function likely(periodMs: number): string {
  const words = {
    access: 'the rhythm of leaders that may not renew, or cannot reach the API server in time',
    'leader-idle': 'the rhythm of leaders that cannot start their work and give up after 2m',
    other: 'leaders that crash, are killed by a probe, or give up look like this',
  };
  return words[classOf(periodMs)];
}

function remedyOf({ candidates, namespace, leaseName }: Election, observation: Observation): Remedy {
  const restarts = (pod: Pod) => electorOf(pod)?.restarts ?? 0;
  const [most] = candidates.map(({ pod }) => pod).toSorted((a, b) => restarts(b) - restarts(a));
  if (most && restarts(most) > 0) {
    const container = electorOf(most)?.name ?? '';
    return {
      text: 'shows the last words of a leader that ended',
      command: kubectl(observation, most.namespace, 'logs', most.name, '-c', container, '--previous', '--tail=20'),
    };
  }
  return {
    text: 'shows who led when',
    command: kubectl(
      observation,
      namespace,
      'get',
      'events',
      '--field-selector',
      `involvedObject.kind=Lease,involvedObject.name=${leaseName}`,
    ),
  };
}

/**
 * Silence of Events: fine for an old Lease; for one that is younger than an hour its own count tells of moves that no Event told
 * of, but not whether rollouts made them.
 */
function unheard(election: Election, moves: Moves, observation: Observation): Judgement {
  const gap = gapIn(election.logs === null ? ['events'] : ['events', 'logs'], election, observation);
  if (gap !== null)
    return {
      unknown: `whether leadership moved within the last hour is in ${gap.evidence === 'logs' ? 'logs' : 'Events'}: ${gap.detail}`,
    };
  const { lease, candidates } = election;
  const ageMs = between(lease?.creationTimestamp ?? null, observation.takenAt);
  const count = lease?.leaseTransitions ?? 0;
  const explained = 2 * candidates.length + MANY + moves.seen;
  if (ageMs === null || ageMs > HOUR_MS || count <= explained) return HOLDS;
  return { unknown: `the Lease is ${formatAge(ageMs)} old and changed hands ${count} times; no Events tell when` };
}
