// What happened between a cause and what follows from it, told step by step from what was seen: the links of doctor's chain.

import { canRun, describeEnd, electorOf } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Container, Pod } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Finding } from './check.ts';

/** More processes than these end in the same way. */
const MOST_ENDS = 2;
const UNLED: readonly Election['renewal']['state'][] = ['late', 'expired', 'unclaimed', 'released'];

/**
 * The steps from a cause to its effects, each a sentence without a full stop; none where nothing was seen in between.
 * A holder's last renewal and the end of its container are both told by its node's clock, so only they are subtracted.
 * @param effects the findings that follow from it
 */
export function stepsOf(cause: Finding, effects: readonly Finding[], election: Election): string[] {
  const unled = effects.some(({ id }) => id.startsWith('lease-') && id !== 'lease-duration-mismatch');
  const ends = endsOf(cause, effects, election);
  if (!unled || !UNLED.includes(election.renewal.state)) return ends;
  return [...lastRenewal(election, ends.length > 0), ...ends, ...waiting(cause, election)];
}

/** @param ended its end is told as it was seen, so that no bound need be */
function lastRenewal({ holder, renewal, renewedAt, timing }: Election, ended: boolean): string[] {
  if (!holder || renewedAt === null) return [];
  const who = holder.pod?.name ?? holder.host;
  const { renewDeadlineMs: rd, retryPeriodMs: rp } = timing;
  const bound = rd === null || rp === null ? null : rd + rp;
  const over = !ended && bound !== null && (renewal.agoMs ?? 0) > bound;
  return [
    `${who} renewed last at ${clockOf(renewedAt)}${over ? `, and had to stop leading ${formatAge(bound)} later` : ''}`,
  ];
}

/** The ends of the processes that the cause, an effect or the Lease names. */
function endsOf(cause: Finding, effects: readonly Finding[], { candidates, holder, lease }: Election): string[] {
  const named = [cause, ...effects].flatMap(({ subject }) => (subject.kind === 'Pod' ? [subject.name] : []));
  // where nothing follows from what harms one pod, another pod's end is no part of it
  const alone = cause.subject.kind === 'Pod' && effects.length === 0;
  const pods = candidates
    .map(({ pod }) => pod)
    .filter(({ name }) => named.includes(name) || (!alone && name === holder?.pod?.name));
  return pods.slice(0, MOST_ENDS).flatMap((pod) => {
    const elector = electorOf(pod);
    const end = elector?.ended ?? elector?.lastEnded ?? null;
    if (!elector || !end) return [];
    const after = pod.name === holder?.pod?.name ? between(lease?.renewTime ?? null, end.finishedAt) : null;
    // an end before the last renewal has nothing to do with it
    if (after !== null && after < -1000) return [];
    const when = end.finishedAt === null ? '' : ` at ${clockOf(end.finishedAt)}`;
    const since = after === null || after < 1000 ? '' : `, ${formatAge(after)} after its last renewal`;
    return [`the process of ${pod.name} ended with ${describeEnd(end)}${when}${since}${afterwards(pod, elector)}`];
  });
}

function afterwards(pod: Pod, elector: Container): string {
  if (canRun(pod))
    return `, and runs again${elector.restarts > 1 ? `, for the ${ordinal(elector.restarts + 1)} time` : ''}`;
  return elector.waitingReason === null ? '' : `, and waits: ${elector.waitingReason}`;
}

function waiting(cause: Finding, { candidates }: Election): string[] {
  const running = candidates.filter(({ pod }) => canRun(pod)).length;
  if (candidates.length === 0) return [];
  if (running === 0)
    return [`none of ${candidates.length} ${candidates.length === 1 ? 'replica' : 'replicas'} can run`];
  const refused = cause.id.includes('access') || cause.id === 'create-by-name' || cause.id === 'account-rejected';
  return refused ? [`${running} of ${candidates.length} replicas run, try again and again, and are refused`] : [];
}

/** `12:41:27`, as the API wrote it: in UTC. */
function clockOf(time: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? time;
}

function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}
