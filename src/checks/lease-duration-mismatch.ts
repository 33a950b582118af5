// The Lease stores another duration than its holder was told: a flag or variable that the program does not heed (reference 1.3).

import type { ElectionArguments, Setting } from '../election/arguments.ts';
import type { Election } from '../election/election.ts';
import { hostOf, ownersByName } from '../election/identity.ts';
import { isHeld } from '../election/lease.ts';
import type { Observation } from '../election/observation.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

export const leaseDurationMismatch: Check = {
  id: 'lease-duration-mismatch',
  suite: 'lease',
  title: 'the Lease has the duration that was set',
  worst: 'warning',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: (election, unread) =>
    election.electionOn !== false &&
    (election.lease?.strategy ?? null) === null &&
    (setFor(election)?.leaseDuration != null ||
      unread.has('leases') ||
      (election.holder !== null && election.holder.pod === null && (unread.has('pods') || unread.has('workloads')))),
  judge(election, observation) {
    const { lease, renewal, workload, holder } = election;
    const set = setFor(election);
    const given = set?.leaseDuration ?? null;
    if (!lease || !isHeld(lease) || !set || !given || lease.leaseDurationSeconds === null) return HOLDS;
    // what nobody renews is the record of a process of the past
    const alive = renewal.state === 'renewing' || renewal.state === 'late' || renewal.state === 'unknown';
    const wanted = Math.trunc(given.ms / 1000);
    const stored = lease.leaseDurationSeconds;
    if (!alive || wanted < 1 || wanted === stored) return HOLDS;
    if (!isAboutThis(set, election, observation)) return HOLDS;
    return [
      {
        severity: 'warning',
        subject: leaseSubject(election),
        summary: `the Lease has a duration of ${stored}s, not the ${wanted}s of ${wordsOf(given)}`,
        facts: {
          leaseDurationSeconds: stored,
          wantedSeconds: wanted,
          written: given.written,
          source: given.source,
          holder: holder?.pod?.name ?? null,
        },
        remedy: [
          {
            text: `${stored}s is in force; see under which name the program reads its lease duration`,
            command: workload ? kubectl(observation, workload.namespace, 'edit', reference(workload)) : null,
          },
        ],
      },
    ];
  },
};

/**
 * What the process that holds the Lease was started with: its own pod's arguments; else the template's, unless the holder may be
 * of another template, since every pod keeps those with which it was made.
 */
function setFor({ holder, workload, candidates }: Election): ElectionArguments | null {
  if (holder?.pod) return holder.pod.arguments;
  if (!holder || !workload) return null;
  const templates = new Set(candidates.map(({ pod }) => pod.templateHash));
  const set = ownersByName(holder.host).replicaSet;
  const gone = set !== null && !candidates.some(({ pod }) => pod.owner?.name === set);
  return templates.size > 1 || gone ? null : workload.arguments;
}

/**
 * Whether the arguments are those of this election and of no other that the same process takes part in: by the Lease's name,
 * or because the process holds no other Lease and its pod has no other container that elects.
 */
function isAboutThis(set: ElectionArguments, { lease, holder, program }: Election, { leases }: Observation): boolean {
  if (set.leaseName !== null) return set.leaseName === lease?.name;
  if (program?.identity) return false;
  const others = leases.filter(
    (seen) => seen.lease !== lease && isHeld(seen.lease) && seen.lease.purpose === 'election',
  );
  const holdsOthers = others.some((seen) => isHeld(seen.lease) && hostOf(seen.lease.holderIdentity) === holder?.host);
  return !holdsOthers && (holder?.pod?.electors.length ?? 0) < 2;
}

function wordsOf({ written, source }: Setting): string {
  return source === 'flag' ? `the flag ${written}` : `the variable ${written}`;
}
