// Replicas of one workload that hold different Leases for the same election: two leaders, each with a Lease in order (F7).

import { formatAge } from '../election/duration.ts';
import type { Election, Holder } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation, Pod } from '../election/observation.ts';
import { isFormerName } from '../election/programs.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS, NOT_PROVEN } from './check.ts';
import { electionsWith, speaker } from './elections.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

type Held = Election & { readonly lease: Lease; readonly holder: Holder & { readonly pod: Pod } };

export const twoLeases: Check = {
  id: 'two-leases',
  suite: 'leaders',
  title: 'replicas of one workload contend for one Lease',
  worst: 'critical',
  needs: ['leases', 'pods', 'workloads'],
  applies: ({ workload, lease, electionOn }, unread) =>
    electionOn !== false && lease !== null && (workload !== null || unread.has('workloads')),
  judge(election, observation) {
    const { workload } = election;
    if (!workload) return HOLDS;
    const held = electionsWith(workload, observation).filter(isHeldByPod);
    const pairs = held
      .flatMap((older) => held.map((newer) => [older, newer] as const))
      .filter(([older, newer]) => older.holder.pod.name !== newer.holder.pod.name)
      .map(([older, newer]) => ({ older, newer, why: sameElection(older, newer, held, observation) }))
      .filter(({ why }) => why !== null);
    const alive = pairs.find(({ older, newer }) => renews(older) && renews(newer));
    const doubtful = pairs.find((pair) => [pair.older, pair.newer].every((one) => renews(one) || isUnproven(one)));
    const found = alive ?? doubtful;
    if (!found || speaker([found.newer, found.older], observation) !== election.id) return HOLDS;
    if (!alive) return NOT_PROVEN;
    const { older, newer, why } = found;
    const sinceMs = between(newer.lease.creationTimestamp, observation.takenAt);
    return [
      {
        severity: 'critical',
        subject: subjectOf(election),
        summary: `two lead ${reference(workload)}${sinceMs === null ? '' : ` for up to ${formatAge(sinceMs)}`}: ${older.holder.pod.name} under ${nameOf(older, newer)}, ${newer.holder.pod.name} under ${nameOf(newer, older)}`,
        facts: {
          leases: [older, newer].map(({ lease }) => `${lease.namespace}/${lease.name}`),
          pods: [older.holder.pod.name, newer.holder.pod.name],
          proof: why,
        },
        remedy: [
          {
            text: `stops all replicas; once they are gone, scale to ${workload.replicas} again: only new ones start then, under one Lease`,
            command:
              workload.kind === 'DaemonSet'
                ? null
                : kubectl(observation, workload.namespace, 'scale', reference(workload), '--replicas=0'),
          },
        ],
      },
    ];
  },
};

function isHeldByPod(election: Election): election is Held {
  return election.lease !== null && election.holder?.pod != null && election.tie === 'holder';
}

function renews({ renewal }: Election): boolean {
  return renewal.state === 'renewing' && renewal.evidence !== 'holder-clock';
}

function isUnproven({ renewal }: Election): boolean {
  return renewal.state === 'unknown' || renewal.evidence === 'holder-clock';
}

function nameOf({ lease, namespace }: Held, other: Held): string {
  return namespace === other.namespace ? `the Lease ${lease.name}` : `the Lease ${namespace}/${lease.name}`;
}

/**
 * Why two Leases are of one election, the first the older: many programs have several elections, which different replicas may
 * win, so that two holders alone prove nothing. Null without proof.
 */
function sameElection(older: Held, newer: Held, held: readonly Held[], observation: Observation): string | null {
  const [one, two] = [older.holder.pod.arguments, newer.holder.pod.arguments];
  const age = between(older.lease.creationTimestamp, newer.lease.creationTimestamp) ?? 0;
  const inOrder = age > 0 || (age === 0 && older.id < newer.id);
  const bothName = one.leaseName === older.lease.name && two.leaseName === newer.lease.name;
  const apart = one.leaseName !== two.leaseName || (one.leaseNamespace ?? '') !== (two.leaseNamespace ?? '');
  if (inOrder && bothName && apart && one.container === two.container) return 'arguments';
  if (isFormerName(older.lease.name, newer.lease.name)) return 'program';
  return inOrder && cameWithRollout(older, newer, held, observation) ? 'rollout' : null;
}

/**
 * A new version brought a new name: the only two Leases of the workload, each held by a pod of another template, and the newer
 * Lease made once the newer template had a pod. A replica that says it stands by for the older Lease has two elections.
 */
function cameWithRollout(older: Held, newer: Held, held: readonly Held[], observation: Observation): boolean {
  const [from, to] = [older.holder.pod.templateHash, newer.holder.pod.templateHash];
  if (held.length !== 2 || from === null || to === null || from === to) return false;
  const begin = beginOf(to, newer.candidates);
  const before = beginOf(from, newer.candidates);
  if (begin === null || before === null || before >= begin) return false;
  const made = (one: Held) => Date.parse(one.lease.creationTimestamp ?? '');
  const told = observation.scrapes.some(
    ({ pod, namespace, claims }) =>
      pod === newer.holder.pod.name &&
      namespace === newer.holder.pod.namespace &&
      Object.hasOwn(claims ?? {}, older.lease.name),
  );
  return made(newer) >= begin && made(older) < begin && !told;
}

/** When the first pod of a template that is still there was made, in milliseconds since 1970. */
function beginOf(hash: string, candidates: Election['candidates']): number | null {
  const times = candidates
    .filter(({ pod }) => pod.templateHash === hash)
    .map(({ pod }) => Date.parse(pod.createdAt ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : Math.min(...times);
}
