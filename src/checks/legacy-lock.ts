// A lock on a ConfigMap or Endpoints object beside the Lease or instead of it (F17): two kinds of lock are two elections.

import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { type LockState, lockState, locksOf, oldKindOf, type TiedLock } from '../election/legacy.ts';
import type { Observation } from '../election/observation.ts';
import type { Check, Judgement, Trouble } from './check.ts';
import { electionsWith, speaker } from './elections.ts';
import { gapIn } from './gaps.ts';
import { b7le, kubectl, reference, workloadSubject } from './wording.ts';

type Known = TiedLock & LockState;

export const legacyLock: Check = {
  id: 'legacy-lock',
  suite: 'leaders',
  title: 'nobody elects by a ConfigMap or Endpoints',
  worst: 'warning',
  needs: ['leases', 'workloads'],
  // istiod's own kind of election keeps its locks there by design (reference 7)
  applies: ({ electionOn, lease, workload, program }, unread) =>
    electionOn !== false && program?.name !== 'istiod' && (lease !== null || workload !== null || unread.has('leases')),
  judge(election, observation) {
    const locks = locksOf(election, observation)
      .filter((tied) => tied.by === 'name' || speaksFor(election, observation))
      .map((tied): Known => ({ ...tied, ...lockState(tied.lock, observation) }));
    const troubles = locks.flatMap((known) => troubleOf(known, election, observation));
    const byArguments = argued(election, observation);
    if (troubles.some(({ severity }) => severity === 'warning')) return troubles;
    if (byArguments) return [byArguments, ...troubles];
    return doubtOf(locks, election, observation) ?? troubles;
  },
};

/** A lock that only its holder ties is told of once, however many Leases its workload has. */
function speaksFor({ workload, id }: Election, observation: Observation): boolean {
  return workload === null || speaker(electionsWith(workload, observation), observation) === id;
}

function troubleOf(known: Known, election: Election, observation: Observation): Trouble[] {
  const { lock, state, agoMs } = known;
  if (state === 'unknown') return [];
  const object = `${lock.kind.toLowerCase()}/${lock.name}`;
  const ago = formatAge(agoMs);
  return [
    {
      severity: state === 'renewed' ? 'warning' : 'info',
      subject: { kind: lock.kind, namespace: lock.namespace, name: lock.name },
      summary:
        state === 'renewed'
          ? `${lock.holderIdentity} renewed the old lock on ${object} ${ago} ago${beside(known, election)}`
          : `the old lock on ${object} was left behind ${ago} ago${lock.holderIdentity ? ` by ${lock.holderIdentity}` : ''}`,
      facts: {
        kind: lock.kind,
        name: lock.name,
        holder: lock.holderIdentity,
        renewedAgoMs: agoMs,
        state,
        instead: election.lease === null && state === 'renewed',
      },
      remedy: [
        {
          text:
            state === 'renewed'
              ? 'shows who renews it; move every replica to Leases, by way of a release that renews both'
              : 'harmless; look at it, and once you know that nothing uses it, it can go',
          command: kubectl(observation, lock.namespace, 'get', object, '-o', 'yaml'),
        },
      ],
    },
  ];
}

/** What a renewed lock means depends on who renews the Lease. */
function beside({ lock, by }: TiedLock, { lease, holder, renewal }: Election): string {
  if (!lease) return ', and there is no Lease: they elect by the old lock alone';
  const renews = renewal.state === 'renewing' || renewal.state === 'late';
  if (!renews || !holder) return ', and nobody renews the Lease';
  if (holder.identity === lock.holderIdentity)
    return ' as well as the Lease: a migration of locks (such as configmapsleases) that was never finished';
  const other = `while ${holder.identity} holds the Lease`;
  return by === 'name' ? `, ${other}: two lead` : `, ${other}: both may lead`;
}

function argued(election: Election, observation: Observation): Trouble | null {
  const kind = oldKindOf(election);
  const { workload, holder } = election;
  const runs = workload ? workload.replicas > 0 : holder?.pod != null;
  if (kind === null || !runs) return null;
  const both = kind.endsWith('leases');
  return {
    severity: 'warning',
    subject: workload
      ? workloadSubject(workload)
      : { kind: 'Pod', namespace: holder?.pod?.namespace ?? null, name: holder?.pod?.name ?? '' },
    summary: `${workload ? reference(workload) : holder?.pod?.name} is set to lock ${kind}, ${both ? 'the first step of a migration to Leases that was never finished' : 'which newer libraries no longer know'}`,
    facts: { kind: null, name: null, holder: null, renewedAgoMs: null, state: null, instead: false, setting: kind },
    remedy: [
      {
        text: both
          ? 'once every replica renews both, set the lock to leases'
          : `go by way of ${kind}leases, for one release, to leases: replicas on different kinds both lead`,
        command: workload ? kubectl(observation, workload.namespace, 'edit', reference(workload)) : null,
      },
    ],
  };
}

/** Why silence, or no more than what was found, would say too much; null where everything was seen. */
function doubtOf(locks: readonly Known[], election: Election, observation: Observation): Judgement | null {
  const { workload } = election;
  const { scope } = observation;
  const unsure = locks.find(({ state }) => state === 'unknown');
  if (unsure) {
    const { kind, name } = unsure.lock;
    return {
      unknown: `no stamp of the API server tells whether the old lock on ${kind.toLowerCase()}/${name} is renewed`,
    };
  }
  if (scope.namespace === null && workload !== null) {
    const command = b7le(observation, workload.namespace, 'status');
    return { unknown: `old locks are not looked for in all namespaces at once: ${command}` };
  }
  const gap = gapIn(['locks'], election, observation);
  return gap ? { unknown: gap.detail } : null;
}
