// The plan of `break-lease`: whether a Lease may be broken, what that does, and whether it helps. Pure.

import { type DeathTerms, deathTermsOf, type Life, lifeOf } from '../election/dead.ts';
import { formatAge, formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import { isElection, isHeld, type Lease } from '../election/lease.ts';
import type { Observation } from '../election/observation.ts';
import { outlookOf } from './outlook.ts';
import type { Deed, Plan, Planned, Typed, Word } from './plan.ts';
import { refuseAlive, refuseKind, refuseUndecided, refuseWithoutCreate, refuseWithoutRight } from './refusals.ts';
import { mayCreate } from './rights.ts';
import { twoLeaders } from './two-leaders.ts';

export interface BreakOptions {
  readonly method: 'delete' | 'release';
  readonly force: boolean;
  /** A rollout restart of the workload after it. */
  readonly restart: boolean;
  /** The old lock that it is about instead of a Lease; `delete` then takes the annotation off, and leaves the object. */
  readonly lock?: 'configmaps' | 'endpoints';
}

/** What was found to be wrong, worst first: the likely reason why nobody took the Lease. */
export interface Reason {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
}

export interface BreakFacts {
  readonly observation: Pick<Observation, 'scope' | 'cluster' | 'takenAt' | 'gaps' | 'access'>;
  readonly reasons: readonly Reason[];
}

/** A held Lease with all that a deed on it must name. */
type Known = Lease & { readonly holderIdentity: string; readonly uid: string; readonly resourceVersion: string };

/** Decides. @param election with its Lease read, or known to be absent */
export function planBreak(election: Election, facts: BreakFacts, options: BreakOptions): Planned {
  const { lease, sighting } = election;
  const { observation } = facts;
  if (!lease || !sighting) {
    const sentence = 'nothing to break: there is no Lease, so whoever competes may create it at once';
    return { nothing: { sentence, facts: [], advice: [] } };
  }
  if (!isElection(lease)) return refuseKind(lease);
  if (!isHeld(lease)) {
    const sentence = 'nothing to break: nobody holds the Lease, so whoever competes may take it at once';
    return { nothing: { sentence, facts: [], advice: [] } };
  }
  const terms = deathTermsOf(election);
  const life = lifeOf(sighting, terms, election.thresholds, observation.cluster.stampsFollowRenewals);
  const shown = factsOf(election, life, terms);
  const refusal = refusalOf(election, facts, options, { life, terms, shown });
  if (refusal) return refusal;
  const known = lease as Known;
  const dead = life.state === 'dead';
  const deeds = deedsOf(known, election, facts, options, dead);
  const outlook = outlookOf(election, facts, options, dead);
  const plan: Plan = {
    deeds,
    facts: [...shown, outlook.candidates],
    words: [...(dead ? [] : forced(election, life)), ...outlook.words],
    advice: outlook.advice,
    will: [...deeds.map((deed) => willOf(deed, known, dead)), outlook.expects],
    typed: typedOf(election, known),
  };
  return { plan };
}

interface Judged {
  readonly life: Life;
  readonly terms: DeathTerms;
  readonly shown: readonly string[];
}

function refusalOf(
  election: Election,
  facts: BreakFacts,
  { method, force, lock }: BreakOptions,
  { life, terms, shown }: Judged,
): Planned | null {
  const { observation } = facts;
  if (!force && life.state === 'alive') return refuseAlive(election, life, observation, shown);
  if (!force && life.state === 'undecided') return refuseUndecided(election, life, terms, shown);
  const verb = method === 'delete' ? 'delete' : 'update';
  const caller = lock
    ? undefined
    : observation.access?.caller.find(({ question }) => question.resource === 'leases' && question.verb === verb);
  if (caller?.allowed === false) return refuseWithoutRight(verb, election, shown);
  if (method === 'delete' && !lock && mayCreate(election) === false)
    return refuseWithoutCreate(election, observation, shown);
  return null;
}

/** Who holds it, and for how long nobody renewed: what the question rests on. */
function factsOf(election: Election, { unrenewedMs, by }: Life, { deadAfterMs, timingsKnown }: DeathTerms): string[] {
  const { holder } = election;
  const pod = holder?.pod;
  const phase = pod?.deletedAt ? 'being deleted' : (pod?.phase ?? 'in no known phase').toLowerCase();
  const who = pod
    ? `${pod.name}: its pod is ${phase}${pod.ready ? ' and ready' : ''}`
    : `${holder?.host}: no pod of that name`;
  const age =
    unrenewedMs === null ? 'for how long it was not renewed is not known' : `not renewed for ${formatAge(unrenewedMs)}`;
  const proof = by === null ? '' : by === 'server-clock' ? " by the API server's clock" : ' as watched';
  const after = `nobody can act for it after ${formatDuration(deadAfterMs)}`;
  const guess = timingsKnown ? '' : ', the longest that its timings may be: they are not known';
  return [`holder ${who}`, `${age}${proof}; ${after}${guess}`];
}

function deedsOf(
  lease: Known,
  { workload }: Election,
  { observation }: BreakFacts,
  { method, restart, lock }: BreakOptions,
  dead: boolean,
): Deed[] {
  const { uid, namespace, name } = lease;
  const guard = { uid, resourceVersion: dead ? lease.resourceVersion : null };
  const at = { namespace, name };
  const broken: Deed = lock
    ? { kind: method === 'delete' ? 'clear-lock' : 'release-lock', resource: lock, at, guard }
    : { kind: method === 'delete' ? 'delete-lease' : 'release-lease', at, guard };
  const kinds = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;
  if (!restart || !workload?.uid || workload.kind === 'ReplicaSet') return [broken];
  return [
    broken,
    {
      kind: 'restart-workload',
      workload: kinds[workload.kind],
      at: { namespace: workload.namespace, name: workload.name },
      guard: { uid: workload.uid, resourceVersion: null },
      restartedAt: observation.takenAt,
    },
  ];
}

function willOf(deed: Deed, lease: Known, dead: boolean): string {
  const version = dead
    ? `only if uid ${lease.uid.slice(0, 8)}… and version ${lease.resourceVersion} still stand`
    : `only if uid ${lease.uid.slice(0, 8)}… and the version read just before still stand`;
  if (deed.kind === 'restart-workload') return `This will then restart ${deed.workload.slice(0, -1)}/${deed.at.name}.`;
  if (deed.kind === 'clear-lock')
    return `This will take the lock off ${deed.resource.replace(/s$/, '')}/${deed.at.name} and leave the object (${version}).`;
  if (deed.kind === 'release-lock')
    return `This will release the lock on ${deed.resource.replace(/s$/, '')}/${deed.at.name} (${version}).`;
  if (deed.kind === 'delete-lease') return `This will delete the Lease (${version}).`;
  return `This will release the Lease: no holder, its history kept (${version}).`;
}

/** What --force causes, before anything is asked (reference 1.8). */
function forced(election: Election, { state, unrenewedMs }: Life): Word[] {
  const age = unrenewedMs === null ? '' : `, unrenewed for ${formatAge(unrenewedMs)}`;
  const why = state === 'alive' ? `its holder lives${age}` : `it is not proven that its holder is dead${age}`;
  return [{ tone: 'critical', text: `--force: ${why}. ${twoLeaders(election)}` }];
}

function typedOf({ holder }: Election, { name }: Known): Typed[] {
  const pod = holder?.pod;
  const alive = pod && pod.phase !== 'Failed' && pod.phase !== 'Succeeded';
  return [
    { what: "the Lease's name", text: name },
    ...(alive ? [{ what: "its holder's pod name", text: pod.name }] : []),
  ];
}
