// An election put together from what was read: a Lease, the workload that contends for it, its replicas, holder and timing.

import { type Access, accessOf } from '../access/access.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import type { ElectionArguments } from './arguments.ts';
import { byRoleAndName, podsOf, type Role, roleOf } from './candidate.ts';
import { claimOf } from './claim.ts';
import { electsAsGiven, overrideOf, podAsGiven, workloadAsGiven } from './controller-override.ts';
import { type Coordination, coordinationOf } from './coordination.ts';
import { type Directory, directoryOf } from './directory.ts';
import { type Holder, holderOf } from './holder.ts';
import { isHeld, type Lease, wasReleased } from './lease.ts';
import { logsFor, namedByLogs, shownByLogs } from './logged.ts';
import type { Observation, Pod, Sighting, Workload } from './observation.ts';
import { leaseNameOf, type Program, programOfLease, programOfWorkload } from './programs.ts';
import type { Renewal } from './renewal.ts';
import { Rivals } from './rivals.ts';
import { forLease, siblingsOf } from './siblings.ts';
import { stateOf } from './state.ts';
import { inScope, namesLease, targeted } from './target.ts';
import { homeOf, mayElect, type Tie, tieAll } from './tie.ts';
import { type Thresholds, type Timing, thresholdsOf, timingOf } from './timing.ts';

export interface Candidate {
  readonly pod: Pod;
  readonly role: Role;
  /** What the replica says of itself in the last round of questions; null where it was not asked or did not answer. */
  readonly claims: boolean | null;
}

export interface Election {
  /** `NAMESPACE/LEASE`, or `NAMESPACE/KIND/WORKLOAD` where there is no Lease: unique in an Observation. */
  readonly id: string;
  /** Where the Lease is or should be. */
  readonly namespace: string;
  readonly leaseName: string | null;
  readonly sighting: Sighting | null;
  readonly lease: Lease | null;
  readonly program: Program | null;
  readonly workload: Workload | null;
  readonly tie: Tie | null;
  /** Other workloads that contend for the same Lease (F7), some perhaps without a replica now. */
  readonly rivals: readonly Workload[];
  /** Null where candidates take the Lease by themselves. */
  readonly coordinated: Coordination | null;
  /** In force: of the holder's pod, else of the workload. */
  readonly arguments: ElectionArguments | null;
  /** As the workload's template has them now: what new pods will start with. */
  readonly configured: ElectionArguments | null;
  readonly electionOn: boolean | null;
  readonly candidates: readonly Candidate[];
  readonly holder: Holder | null;
  readonly timing: Timing;
  readonly thresholds: Thresholds;
  readonly renewal: Renewal;
  /** The last renewal by the API server's clock, at the latest; null where not known. */
  readonly renewedAt: string | null;
  /** What its account may do; null where nobody asked. */
  readonly access: Access | null;
  /** What its replicas printed, of this election or of none; null where nobody read logs. */
  readonly logs: readonly ContainerLog[] | null;
}

export type { Holder } from './holder.ts';

type Facts = Pick<
  Observation,
  | 'leases'
  | 'workloads'
  | 'pods'
  | 'events'
  | 'scrapes'
  | 'leaseCandidates'
  | 'access'
  | 'logs'
  | 'gaps'
  | 'cluster'
  | 'scope'
>;

type Known = Facts & { readonly directory: Directory };

/** Every election in what was read (contract 1): each Lease of that purpose, and each workload that elects and has none. */
export function electionsOf(facts: Facts): Election[] {
  const shown = facts.leases.filter(
    ({ lease }) => lease.purpose === 'election' || namesLease(facts.scope.target, lease.name),
  );
  const known: Known = { ...facts, directory: directoryOf(facts) };
  const { overrides } = facts.scope;
  const tied = tieAll(shown, known.directory, overrides);
  const taken = new Set(tied.map(({ workload }) => workload));
  const rivals = new Rivals(known.directory, taken);
  const withLease = tied.map(({ sighting, workload, tie }) => assemble(known, sighting, workload, tie, rivals));
  // who contends for a Lease that is there has no election of its own beside it
  for (const { rivals: others } of withLease) for (const other of others) taken.add(other);
  const without = facts.workloads
    .filter((workload) => mayElect(workload) || electsAsGiven(overrides, workload))
    .filter((workload) => !taken.has(workload) && inScope(workload, facts.scope))
    .map((workload) => assemble(known, null, workload, null, rivals));
  const byLogs = shownByLogs(facts, [...withLease, ...without]).map(({ workload, ...place }) => ({
    ...assemble(known, null, workload, null, rivals),
    ...place,
    electionOn: true,
  }));
  const found = targeted([...withLease, ...without, ...byLogs], facts.scope.target);
  return found.length > 0 ? found : onlyAsked(known, rivals);
}

/** What flags alone ask about (`rbac-check --service-account`): an account that no election is known of yet. */
function onlyAsked(facts: Known, rivals: Rivals): Election[] {
  const asked = facts.access?.readings.find(({ election }) => election === '');
  if (!asked) return [];
  const { namespace, name } = asked.lock;
  return [{ ...assemble(facts, null, null, null, rivals), namespace, leaseName: name === '' ? null : name }];
}

function assemble(
  facts: Known,
  sighting: Sighting | null,
  found: Workload | null,
  tie: Tie | null,
  rivals: Rivals,
): Election {
  const lease = sighting?.lease ?? null;
  const said = lease === null && found ? namedByLogs(facts, found) : null;
  const named = lease ?? (said && { name: said.leaseName });
  const program = (named && programOfLease(named)) ?? (found && programOfWorkload(found)) ?? null;
  const given = overrideOf(facts.scope.overrides, lease, found);
  const holder = lease && isHeld(lease) ? holderOf(lease.holderIdentity, lease, found, facts.directory, given) : null;
  const pods = (
    found
      ? podsOf(found, facts.directory.podsIn(found.namespace))
      : siblingsOf(holder?.pod ?? null, lease, facts.directory)
  ).map((pod) => podAsGiven(forLease(pod, lease), given));
  const workload = workloadAsGiven(found, given, pods);
  const set =
    [holder?.pod?.arguments, workload?.arguments, pods[0]?.arguments].find((found) => found?.mentioned) ?? null;
  const configured =
    workload?.arguments.mentioned && !electsBeside(holder?.pod ?? pods[0], workload) ? workload.arguments : set;
  const electionOn =
    configured?.enabled ??
    set?.enabled ??
    program?.electsByDefault ??
    ((lease && (workload || holder?.pod)) || given?.lease ? true : null);
  const timing = timingOf({ lease, arguments: set, program, releaseSeen: lease !== null && wasReleased(lease) });
  const coordinated = coordinationOf(lease, facts.leaseCandidates);
  const thresholds = thresholdsOf(timing, lease);
  const namespace =
    lease?.namespace ?? given?.namespace ?? said?.namespace ?? (workload ? homeOf(workload, program) : '');
  const renewal = stateOf(facts, { sighting, thresholds, workload, program, electionOn, namespace }, pods.length > 0);
  const renewedAt = renewedAtOf(sighting, renewal);
  const candidates = pods
    .map((pod) => ({
      pod,
      role: roleOf(pod, { lease, holderPod: holder?.pod ?? null, renewal, renewedAt, electionOn }),
      claims: claimOf(pod, lease?.name ?? null, facts.scrapes),
    }))
    .sort(byRoleAndName);
  const leaseName =
    lease?.name ?? given?.lease ?? set?.leaseName ?? said?.leaseName ?? (program ? leaseNameOf(program) : null);
  return {
    id: idOf(lease, workload),
    namespace,
    leaseName,
    sighting,
    lease,
    program,
    workload,
    tie,
    rivals: rivals.of(found, namespace, leaseName, lease),
    coordinated,
    arguments: set,
    configured,
    electionOn,
    candidates,
    holder,
    timing,
    thresholds,
    renewal,
    renewedAt,
    access: accessIn(facts.access, idOf(lease, workload)),
    logs: logsFor(facts.logs, { namespace, leaseName, workload, candidates }),
  };
}

/** Whether this Lease is of another container than the one whose arguments the template was read for (CSI sidecars). */
function electsBeside(pod: Pod | undefined, workload: Workload): boolean {
  return (pod?.electors.length ?? 0) > 1 && pod?.arguments.container !== workload.arguments.container;
}

function accessIn(access: Observation['access'], id: string): Access | null {
  const reading = access?.readings.find(({ election }) => election === id);
  return access && reading ? accessOf(reading, access.roles) : null;
}

function renewedAtOf(sighting: Sighting | null, { agoMs, evidence }: Renewal): string | null {
  const proven = evidence === 'server-clock' || evidence === 'two-reads';
  if (!sighting?.readAt || agoMs === null || !proven) return null;
  // the server's Date is cut to a second; its stamps are too, so that only what was watched needs the second back
  const cut = evidence === 'two-reads' ? 1000 : 0;
  return new Date(Date.parse(sighting.readAt) - agoMs + cut).toISOString();
}

function idOf(lease: Lease | null, workload: Workload | null): string {
  if (lease) return `${lease.namespace}/${lease.name}`;
  return workload ? `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}` : '';
}
