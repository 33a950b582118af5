// A planned stop that did not give the Lease up although it should (F18): its successor waits as long as after a crash.

import { canRun, electorOf, hasEnded, processIsGone } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation, Pod, Termination } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, type Judgement, NOT_PROVEN, type Remedy } from './check.ts';
import { gapIn } from './gaps.ts';
import { unreadLogs } from './logged.ts';
import { unreleasedByLogs } from './unreleased.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

/** The kubelet's stamps are cut to a second. */
const CUT_MS = 1000;
/** After the grace period the kubelet kills, which takes a moment. */
const KILLED_MS = 2000;
const USUAL_DEADLINE_MS = 10_000;
const SIGKILLED = 137;
/** Exit codes of a process that followed SIGTERM. */
const CLEAN = [0, 143];

export const releaseFailed: Check = {
  id: 'release-failed',
  suite: 'holder',
  title: 'a planned stop gives the Lease up',
  worst: 'warning',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: ({ lease, holder, timing, electionOn, logs }, unread) => {
    // a flag that was not read may have turned it on
    const mayRelease = timing.releaseOnCancel !== false || unread.has('workloads') || unread.has('pods');
    const held = lease !== null && holder !== null && mayRelease;
    return electionOn !== false && (held || logs !== null || unread.has('leases'));
  },
  judge(election, observation) {
    const printed = unreleasedByLogs(election, observation);
    if (printed.length > 0) return printed;
    const seen = judgeLease(election, observation);
    const unread = election.logs === null ? null : unreadLogs(election, observation);
    const silent = !('unknown' in seen) && seen.length === 0;
    return silent && unread !== null ? { unknown: `whether a release failed is in logs: ${unread}` } : seen;
  },
};

/** By the Lease, which still names who stopped. */
function judgeLease(election: Election, observation: Observation): Judgement {
  const { lease, holder, timing, renewal } = election;
  if (!lease || !holder || timing.releaseOnCancel !== true || renewal.state === 'renewing') return HOLDS;
  if (renewal.state === 'unknown') return NOT_PROVEN;
  if (!hasStopped(election, observation)) return HOLDS;
  const end = endOf(holder.pod, lease);
  const proof = stoppedAsPlanned(election, end, observation);
  if (proof === 'unclear')
    return { unknown: `${holder.host} was asked to stop; whether its process had crashed before is not known` };
  if (proof === null) {
    const gap = gapIn(['pod-events'], election, observation);
    return gap ? { unknown: `how ${holder.host} came to its end is in its Events: ${gap.detail}` } : HOLDS;
  }
  const killed = end?.exitCode === SIGKILLED;
  const waits = Math.max(0, election.thresholds.unclaimedMs - (renewal.agoMs ?? 0));
  const then = waits > 0 ? `the next leader waits up to ${formatAge(waits)} more` : 'nobody has taken it since';
  return [
    {
      severity: 'warning',
      subject: leaseSubject(election),
      summary: `${holder.host} ${proof.words}${killed ? ', was killed before it could release the Lease (exit 137),' : end ? ` (exit ${end.exitCode})` : ''} and still stands in it: ${then}`,
      facts: {
        identity: holder.identity,
        stoppedAt: proof.at,
        exitCode: end?.exitCode ?? null,
        killedInGracePeriod: end === null ? null : killed,
        graceSeconds: election.workload?.settings.graceSeconds ?? null,
      },
      remedy: [remedyOf(election, killed, observation)],
    },
  ];
}

function namespaceOf({ holder, workload, namespace }: Election): string {
  return holder?.pod?.namespace ?? workload?.namespace ?? namespace;
}

/** Whether the process that took the Lease is over: never while its pod may still be within its grace period. */
function hasStopped({ lease, holder, workload, tie, renewedAt }: Election, { takenAt }: Observation): boolean {
  const pod = holder?.pod ?? null;
  if (!lease || !holder) return false;
  if (pod === null) return workload !== null && (tie === 'name' || tie === 'holder');
  const over = between(pod.deletedAt, takenAt);
  if (over !== null) return over > KILLED_MS;
  if (hasEnded(pod) || processIsGone(lease, pod, renewedAt)) return true;
  return !canRun(pod) && endOf(pod, lease) !== null;
}

/** How the process that held the Lease ended, as far as its pod still tells. */
function endOf(pod: Pod | null, lease: Lease): Termination | null {
  const elector = pod ? electorOf(pod) : null;
  const ends = [elector?.ended ?? null, elector?.lastEnded ?? null];
  return (
    ends.find((end) => (between(lease.acquireTime ?? lease.renewTime, end?.finishedAt ?? null) ?? -CUT_MS) > -CUT_MS) ??
    null
  );
}

type Proof = { readonly words: string; readonly at: string | null };

/**
 * The proof that it was asked to stop while it lived: the kubelet's or the eviction's Event since it took the Lease, and a renewal
 * or an end after it; or a clean exit soon after the last renewal. Later than a renew deadline after it, a clean exit may be that
 * of a program that lost the Lease.
 * @returns `unclear` for a process that may have crashed just before it was asked
 */
function stoppedAsPlanned(
  election: Election,
  end: Termination | null,
  { podEvents }: Observation,
): Proof | 'unclear' | null {
  const { lease, holder, timing } = election;
  const name = holder?.pod?.name ?? holder?.host;
  const container = holder?.pod ? electorOf(holder.pod)?.name : (election.arguments?.container ?? null);
  const event = podEvents.find(
    ({ pod, namespace, reason, message, at }) =>
      pod === name &&
      namespace === namespaceOf(election) &&
      (between(lease?.acquireTime ?? null, at) ?? -CUT_MS) > -CUT_MS &&
      asksToStop(reason, message, container ?? null),
  );
  const clean = end !== null && end.exitCode !== null && CLEAN.includes(end.exitCode);
  if (event) {
    const lived = [lease?.renewTime ?? null, end?.finishedAt ?? null].some(
      (time) => (between(event.at, time) ?? 0) >= CUT_MS,
    );
    if (!lived && !clean) return 'unclear';
    return { words: event.reason === 'Killing' ? 'was stopped as planned' : 'was evicted', at: event.at };
  }
  const afterRenewal = between(lease?.renewTime ?? null, end?.finishedAt ?? null);
  const soon = afterRenewal !== null && afterRenewal < (timing.renewDeadlineMs ?? USUAL_DEADLINE_MS);
  return clean && soon ? { words: 'ended in good order', at: end.finishedAt } : null;
}

/** A container that fails its probe is also `Killing`, and no planned stop. */
function asksToStop(reason: string, message: string, container: string | null): boolean {
  if (reason === 'Killing')
    return container === null ? /^Stopping container /.test(message) : message === `Stopping container ${container}`;
  return ['Evicted', 'Preempted', 'Preempting', 'TaintManagerEviction'].includes(reason);
}

function remedyOf({ workload }: Election, killed: boolean, observation: Observation): Remedy {
  if (killed && workload) {
    const patch = JSON.stringify({ spec: { template: { spec: { terminationGracePeriodSeconds: 60 } } } });
    return {
      text: `a grace period longer than its shutdown takes (controller-runtime: up to 30s; now ${workload.settings.graceSeconds}s) lets it release; this replaces the pods`,
      command: kubectl(observation, workload.namespace, 'patch', reference(workload), '--type=merge', '-p', patch),
    };
  }
  return {
    text: 'a stop in the middle of a renewal fails to release up to client-go 0.33; a grace period that is too short, or a lost right to update, does the same',
    command: workload
      ? kubectl(
          observation,
          workload.namespace,
          'get',
          'events',
          '--field-selector',
          'involvedObject.kind=Pod',
          '--sort-by=.lastTimestamp',
        )
      : null,
  };
}
