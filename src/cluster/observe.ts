// Reads what a command needs into one frozen Observation: one round in parallel, then only what that round left open.

import { type Election, electionsOf } from '../election/election.ts';
import type { AccessWish } from '../election/lock-place.ts';
import { firstSighting, freeze, type Observation, type Scope, type Sighting } from '../election/observation.ts';
import { wantsWatching } from '../election/renewal.ts';
import { readAccess } from './access.ts';
import { readAround } from './around.ts';
import type { Clock, Progress, Stage } from './clock.ts';
import { type Cluster, concernsAll } from './cluster.ts';
import { type Draft, draftOf, readVersion } from './draft.ts';
import { elsewhere } from './elsewhere.ts';
import { prove } from './proving.ts';
import { Reader } from './reading.ts';
import { recentLogs } from './recent-logs.ts';
import { scrapeClaims } from './scraping.ts';
import { readSurroundings } from './surroundings.ts';
import { toElectionEvent, toLease, toNode, toPod } from './translate.ts';
import { toWorkload } from './translate-workload.ts';
import { watchLeases } from './watching.ts';

export interface ObserveOptions {
  readonly scope: Scope;
  /** `--observe`: null to watch as long as needed, 0 to judge at once, else to watch at least that long (milliseconds). */
  readonly observeMs: number | null;
  /** Ask the replicas themselves who leads. */
  readonly askReplicas: boolean;
  /** Ask what the elections' accounts may do, and whose rights where flags name them; left out, nobody asks. */
  readonly access?: AccessWish;
  /** Watch the only election of the scope until its Lease is proven dead or alive, instead of `observeMs`. */
  readonly untilDeadOrAlive?: boolean;
  /** Look at policies, Services, quotas and what keeps pods away as well; left out, nobody does. */
  readonly around?: boolean;
  /** Read what replicas printed: recent lines, and the last ones of the process before; left out, nobody does. */
  readonly logs?: true;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Told of each stage, by suite; left out, nobody is. */
  readonly stage?: Stage;
}

/** A longer watch than this leaves pods and workloads stale; they are read again. */
const STALE_AFTER_MS = 1500;

/** @throws ClusterError where not even the Leases could be asked for, for a reason that concerns the whole cluster */
export async function observe(cluster: Cluster, options: ObserveOptions): Promise<Observation> {
  const { scope, clock } = options;
  const stage: Stage = options.stage ?? ((_, work) => work);
  const reader = new Reader(cluster);
  const draft = await stage('lease, workload: reading', readAll(cluster, reader, scope));
  Object.assign(draft, await stage('workload: looking in other namespaces', elsewhere(reader, draft)));
  const started = clock.now();
  draft.leases = await settle(draft, cluster, options);
  if (clock.now() - started > STALE_AFTER_MS) Object.assign(draft, await readAgain(cluster, reader, draft));
  const elections = electionsOf(draft);
  const [scrapes, nodes, surroundings, around, logs] = await Promise.all([
    options.askReplicas ? stage('leaders: asking replicas who leads', scrapeClaims(elections, cluster, clock)) : [],
    readNodes(reader, elections),
    stage('holder: what became of it', readSurroundings(reader, elections, draft)),
    options.around ? stage('network: policies, Services, quotas', readAround(cluster, reader, elections, draft)) : null,
    options.logs ? stage('leaders: reading logs', recentLogs(cluster, reader, elections, draft, clock)) : null,
  ]);
  if (options.access) {
    const asking = readAccess(cluster, reader, elections, { ...draft, ...surroundings }, options.access);
    draft.access = await stage('access: asking what the account may do', asking);
  }
  const takenAt = reader.serverTime ?? new Date().toISOString();
  const known = { ...draft.cluster, clockSkewMs: reader.clockSkewMs };
  return freeze({
    ...draft,
    cluster: known,
    scrapes,
    nodes,
    ...surroundings,
    around,
    logs,
    takenAt,
    gaps: unique(reader.gaps),
  });
}

/** What a long watch left behind, read anew; where that fails in part, what was read before stands. */
async function readAgain(
  cluster: Cluster,
  before: Reader,
  draft: Draft,
): Promise<Pick<Observation, 'workloads' | 'pods' | 'events'>> {
  const reader = new Reader(cluster);
  const { workloads, pods, events } = draft;
  const fresh = await readPodsAndWorkloads(reader, draft);
  before.note(reader.serverTime);
  const lost = reader.gaps.some(({ what }) => !before.gaps.some((gap) => gap.what === what));
  return lost ? { workloads, pods, events } : fresh;
}

async function readAll(cluster: Cluster, reader: Reader, scope: Scope): Promise<Draft> {
  const { namespace, target } = scope;
  const [version, leases, rest] = await Promise.all([
    readVersion(cluster, reader),
    reader.list('leases', 'leases', namespace, toLease),
    readPodsAndWorkloads(reader, { scope, workloads: [], pods: [], events: [] }),
  ]);
  const failure = reader.failures.get('leases');
  if (failure && concernsAll(failure.reason)) throw failure;
  if (failure && namespace !== null && (target?.kind === 'lease' || target?.kind === 'any')) {
    const { value, date } = await reader.get('leases', 'leases', namespace, target.name, toLease);
    if (value) {
      leases.value.push(value);
      reader.gaps.splice(0, reader.gaps.length, ...reader.gaps.filter(({ evidence }) => evidence !== 'leases'));
      return draftOf(cluster, scope, version, [firstSighting(value, date)], rest, reader);
    }
  }
  const sightings = leases.value.map((lease) => firstSighting(lease, leases.date));
  return draftOf(cluster, scope, version, sightings, rest, reader);
}

async function readPodsAndWorkloads(
  reader: Reader,
  draft: Pick<Observation, 'scope' | 'workloads' | 'pods' | 'events'>,
): Promise<Pick<Observation, 'workloads' | 'pods' | 'events'>> {
  const found = [...draft.workloads, ...draft.pods].map(({ namespace }) => namespace);
  const namespaces = [...new Set([draft.scope.namespace, ...(draft.scope.namespace === null ? [] : found)])];
  const parts = await Promise.all(
    namespaces.map(async (namespace) => {
      const workloads = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet') => {
        const resource = `${kind.toLowerCase()}s` as 'deployments' | 'statefulsets' | 'daemonsets';
        return reader.list('workloads', resource, namespace, (item) => toWorkload(kind, item));
      };
      const [pods, events, ...owners] = await Promise.all([
        reader.list('pods', 'pods', namespace, toPod),
        reader.list('events', 'events', namespace, toElectionEvent, 'involvedObject.kind=Lease'),
        workloads('Deployment'),
        workloads('StatefulSet'),
        workloads('DaemonSet'),
      ]);
      return { pods: pods.value, events: events.value, workloads: owners.flatMap(({ value }) => value) };
    }),
  );
  return {
    workloads: [
      ...parts.flatMap(({ workloads }) => workloads),
      ...draft.workloads.filter(({ kind }) => kind === 'ReplicaSet'),
    ],
    pods: parts.flatMap(({ pods }) => pods),
    events: parts.flatMap(({ events }) => events.filter((event) => event !== null)),
  };
}

/** Watches the Leases whose state the first read did not prove, or all of them where `--observe` asks for it. */
async function settle(draft: Draft, cluster: Cluster, options: ObserveOptions): Promise<readonly Sighting[]> {
  const { observeMs, clock, progress } = options;
  const { stampsFollowRenewals } = draft.cluster;
  if (options.untilDeadOrAlive) return prove(draft, { cluster, clock, progress });
  const shown = electionsOf(draft).flatMap(({ sighting, thresholds }) => (sighting ? [{ sighting, thresholds }] : []));
  const open = shown.filter(({ sighting, thresholds }) => wantsWatching(sighting, thresholds, stampsFollowRenewals));
  const watched = observeMs ? shown : open;
  if (watched.length === 0) return draft.leases;
  const results =
    observeMs === 0
      ? open.map(({ sighting }) => ({ ...sighting, settled: false }))
      : await watchLeases(watched, { cluster, clock, progress, stampsFollowRenewals, atLeastMs: observeMs ?? 0 });
  const replaced = new Map(watched.map(({ sighting }, at) => [sighting, results[at] as Sighting]));
  const seen = draft.leases.map((sighting) => replaced.get(sighting) ?? sighting);
  // a Lease that was deleted while it was watched, and not made anew, is absent
  return seen.filter(({ changes }) => changes.at(-1)?.kind !== 'vanished');
}

/** The nodes of holders in doubt: whether the node itself is gone is what tells a dead process from an unreachable one. */
async function readNodes(reader: Reader, elections: readonly Election[]): Promise<Observation['nodes']> {
  const doubtful = elections.filter(
    ({ holder, renewal }) => holder?.pod?.nodeName && (renewal.state !== 'renewing' || holder.pod.deletedAt !== null),
  );
  const names = [...new Set(doubtful.map(({ holder }) => holder?.pod?.nodeName as string))];
  const nodes = await Promise.all(names.map((name) => reader.get('nodes', 'nodes', null, name, toNode)));
  return nodes.flatMap(({ value }) => (value ? [value] : []));
}

function unique(gaps: readonly Observation['gaps'][number][]): Observation['gaps'] {
  return [...new Map(gaps.map((gap) => [`${gap.evidence} ${gap.what}`, gap])).values()];
}
