// An election put together from what was read: a Lease, the workload that contends for it, its replicas, holder and timing.

import type { ElectionArguments } from './arguments.ts';
import { podsOf, type Role, roleOf } from './candidate.ts';
import { type Directory, directoryOf } from './directory.ts';
import { hostOf, type Match, podOf } from './identity.ts';
import { isHeld, type Lease, wasReleased } from './lease.ts';
import type { Observation, Pod, Scrape, Sighting, Workload } from './observation.ts';
import { leaseNameOf, type Program, programOfLease, programOfWorkload } from './programs.ts';
import { type Renewal, renewalOf } from './renewal.ts';
import { inScope, namesLease, targeted } from './target.ts';
import { homeOf, mayElect, type Tie, tieAll } from './tie.ts';
import { type Thresholds, type Timing, thresholdsOf, timingOf } from './timing.ts';

export interface Holder {
  readonly identity: string;
  /** The part of the identity that should be a host name. */
  readonly host: string;
  readonly pod: Pod | null;
  readonly match: Match;
}

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
}

type Facts = Pick<Observation, 'leases' | 'workloads' | 'pods' | 'events' | 'scrapes' | 'gaps' | 'cluster' | 'scope'>;

type Known = Facts & { readonly directory: Directory };

/** Every election in what was read (contract 1): each Lease of that purpose, and each workload that elects and has none. */
export function electionsOf(facts: Facts): Election[] {
  const shown = facts.leases.filter(
    ({ lease }) => lease.purpose === 'election' || namesLease(facts.scope.target, lease.name),
  );
  const known: Known = { ...facts, directory: directoryOf(facts) };
  const withLease = tieAll(shown, known.directory).map(({ sighting, workload, tie }) =>
    assemble(known, sighting, workload, tie),
  );
  const taken = new Set(withLease.map(({ workload }) => workload));
  const without = facts.workloads
    .filter((workload) => !taken.has(workload) && mayElect(workload) && inScope(workload, facts.scope))
    .map((workload) => assemble(known, null, workload, null));
  return targeted([...withLease, ...without], facts.scope.target);
}

function assemble(facts: Known, sighting: Sighting | null, workload: Workload | null, tie: Tie | null): Election {
  const lease = sighting?.lease ?? null;
  const program = (lease && programOfLease(lease)) ?? (workload && programOfWorkload(workload)) ?? null;
  const holder = lease && isHeld(lease) ? holderOf(lease.holderIdentity, lease, workload, facts.directory) : null;
  const pods = (
    workload
      ? podsOf(workload, facts.directory.podsIn(workload.namespace))
      : siblingsOf(holder?.pod ?? null, lease, facts.directory)
  ).map((pod) => forLease(pod, lease));
  const set =
    [holder?.pod?.arguments, workload?.arguments, pods[0]?.arguments].find((found) => found?.mentioned) ?? null;
  const configured = workload?.arguments.mentioned ? workload.arguments : set;
  const electionOn =
    configured?.enabled ??
    set?.enabled ??
    program?.electsByDefault ??
    (lease && (workload || holder?.pod) ? true : null);
  const timing = timingOf({ lease, arguments: set, program, releaseSeen: lease !== null && wasReleased(lease) });
  const thresholds = thresholdsOf(timing);
  const namespace = lease?.namespace ?? (workload ? homeOf(workload, program) : '');
  const renewal = stateOf(facts, { sighting, thresholds, workload, program, electionOn, namespace }, pods.length > 0);
  const renewedAt = renewedAtOf(sighting, renewal);
  const candidates = pods
    .map((pod) => ({
      pod,
      role: roleOf(pod, { lease, holderPod: holder?.pod ?? null, renewal, renewedAt, electionOn }),
      claims: claimOf(pod, lease?.name ?? null, facts.scrapes),
    }))
    .sort(byRoleAndName);
  return {
    id: idOf(lease, workload),
    namespace,
    leaseName: lease?.name ?? set?.leaseName ?? (program ? leaseNameOf(program) : null),
    sighting,
    lease,
    program,
    workload,
    tie,
    arguments: set,
    configured,
    electionOn,
    candidates,
    holder,
    timing,
    thresholds,
    renewal,
    renewedAt,
  };
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

function holderOf(identity: string, lease: Lease, workload: Workload | null, directory: Directory): Holder {
  const own = workload ? podsOf(workload, directory.podsIn(workload.namespace)) : [];
  const found = [own, directory.podsIn(lease.namespace)]
    .map((pods) => podOf(identity, pods, lease.name))
    .find(({ pod }) => pod !== null);
  const pod = found?.pod ? forLease(found.pod, lease) : null;
  return { identity, host: hostOf(identity), pod, match: found?.match ?? 'none' };
}

/** A pod with several containers that elect (CSI sidecars): the one that this Lease is of, by its name or by its function. */
function forLease(pod: Pod, lease: Lease | null): Pod {
  if (!lease || pod.electors.length < 2) return pod;
  const named = pod.electors.find(({ leaseName }) => leaseName === lease.name);
  const role = (container: string | null) => container?.split('-').at(-1) ?? '';
  const sidecar = pod.electors.find(
    ({ container }) => role(container).length > 3 && lease.name.includes(role(container)),
  );
  return { ...pod, arguments: named ?? sidecar ?? pod.arguments };
}

/** Without a workload b7le knows, the pods of the same owner are the candidates; of static pods, those called after the Lease. */
function siblingsOf(pod: Pod | null, lease: Lease | null, directory: Directory): readonly Pod[] {
  if (!pod) return [];
  const { owner } = pod;
  const beside = directory.podsIn(pod.namespace);
  if (owner?.kind === 'Node') {
    const same = beside.filter((other) => other.owner?.kind === 'Node' && other.name.startsWith(`${lease?.name}-`));
    return same.includes(pod) ? same : [pod];
  }
  return owner ? beside.filter((other) => other.owner?.name === owner.name) : [pod];
}

function stateOf(
  facts: Facts,
  known: Pick<Election, 'sighting' | 'thresholds' | 'workload' | 'program' | 'electionOn' | 'namespace'>,
  hasPods: boolean,
): Renewal {
  const nothing = { evidence: 'none', agoMs: null, atLeast: false, overdue: false } as const;
  const { sighting, thresholds, workload, program, electionOn } = known;
  if (!sighting) {
    const unread = facts.gaps.some(
      ({ evidence, namespace }) => evidence === 'leases' && (namespace === null || namespace === known.namespace),
    );
    if (electionOn === false) return { state: 'off', ...nothing };
    return { state: unread ? 'unknown' : 'absent', ...nothing };
  }
  const renewal = renewalOf(sighting, thresholds, facts.cluster.stampsFollowRenewals);
  if (electionOn === false && renewal.state !== 'renewing' && renewal.state !== 'late')
    return { ...renewal, state: 'off' };
  const claimable = workload !== null || hasPods || program?.controlPlane === true;
  return renewal.state === 'unclaimed' && !claimable ? { ...renewal, state: 'expired' } : renewal;
}

/** What a pod said of itself last, for this Lease; a program that names no lock has the empty name. */
function claimOf(pod: Pod, leaseName: string | null, scrapes: readonly Scrape[]): boolean | null {
  const last = scrapes.findLast((scrape) => scrape.pod === pod.name && scrape.namespace === pod.namespace);
  return last ? claimIn(last, leaseName) : null;
}

/** The claim that one scrape holds for a Lease, null where it says nothing about it; a program that names no lock has the empty name. */
export function claimIn({ claims }: Scrape, leaseName: string | null): boolean | null {
  return claims?.[leaseName ?? ''] ?? claims?.[''] ?? null;
}

const ORDER: readonly Role[] = ['leader', 'standby', 'unknown', 'not-competing'];

function byRoleAndName(a: Candidate, b: Candidate): number {
  return ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || (a.pod.name < b.pod.name ? -1 : 1);
}
