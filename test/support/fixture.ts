// Fixtures: manifests as kubectl prints them, after a header that says how they were seen and what has to be found.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { Severity } from '../../src/checks/check.ts';
import { array, type Json, object, text } from '../../src/cluster/json.ts';
import { atLeast, stampsFollowRenewals } from '../../src/cluster/server-version.ts';
import { toClaims, toElectionEvent, toLease, toNode, toPod } from '../../src/cluster/translate.ts';
import { toObstacle } from '../../src/cluster/translate-around.ts';
import { toBudget, toLeaseCandidate, toLegacyLock, toPodEvent } from '../../src/cluster/translate-surroundings.ts';
import { toWorkload } from '../../src/cluster/translate-workload.ts';
import type { Lease } from '../../src/election/lease.ts';
import {
  type Evidence,
  freeze,
  type Gap,
  type LeaseChange,
  type NamespaceSource,
  type Observation,
  type Scrape,
  type Sighting,
} from '../../src/election/observation.ts';
import { accessOfFixture, RBAC_KINDS } from './fixture-access.ts';
import { AROUND_KINDS, aroundOfFixture } from './fixture-around.ts';
import { logsOfFixture } from './fixture-logs.ts';

const ROOT = 'test/fixtures';
/** Every key of a header; what none of them spells is a slip of the pen. */
const KEYS = {
  needed: ['case', 'now', 'kubernetes', 'expect', 'state'],
  more: [
    'namespace',
    'from',
    'context',
    'contextGiven',
    'watchedForMs',
    'atOnce',
    'changes',
    'scrapes',
    'nodeCount',
    'gaps',
    'silent',
    'access',
    'around',
    'logs',
  ],
};

export interface Expected {
  readonly id: string;
  readonly severity: Severity;
  /** Which election it belongs to (`-` for one without a Lease), needed in a file with several. */
  readonly lease: string | null;
  /** Compared where the fixture says it. */
  readonly cause: boolean | null;
  readonly summary: RegExp | null;
}

export interface Fixture {
  /** The folder: the id of a check, or `screens`. */
  readonly folder: string;
  readonly name: string;
  readonly title: string;
  readonly observation: Observation;
  readonly expect: readonly Expected[];
  /** Ids that may not even be unknown: their question is answered, or does not arise. For files with gaps. */
  readonly silent: readonly string[];
  /** One state for a file with one election, else a state by the name of each Lease (or `deployment/NAME`). */
  readonly state: string | Readonly<Record<string, string>>;
}

export function folders(): string[] {
  return readdirSync(ROOT).sort();
}

export function fixtures(folder: string): Fixture[] {
  const files = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => fixture(folder, file.slice(0, -'.yaml'.length)));
}

export function fixture(folder: string, name: string): Fixture {
  const file = join(ROOT, folder, `${name}.yaml`);
  const [first, ...documents] = loadAll(readFileSync(file, 'utf8'), null, { schema: CORE_SCHEMA, filename: file });
  const header = headerOf(first, file);
  return {
    folder,
    name,
    title: text(header.case) ?? '',
    observation: observationOf(header, documents.map(object), file),
    expect: array(header.expect).map(object).map(expectedOf),
    silent: array(header.silent).map(String),
    state: text(header.state) ?? (object(header.state) as Record<string, string>),
  };
}

function headerOf(value: unknown, file: string): Json {
  const header = object(value);
  const missing = KEYS.needed.filter((key) => !(key in header));
  const unknown = Object.keys(header).filter((key) => !KEYS.needed.includes(key) && !KEYS.more.includes(key));
  if (missing.length + unknown.length === 0) return header;
  throw new Error(`${file}: missing [${missing}], unknown [${unknown}]`);
}

function expectedOf({ id, severity, lease, cause, summary }: Json): Expected {
  return {
    id: String(id),
    severity: severity as Severity,
    lease: text(lease),
    cause: typeof cause === 'boolean' ? cause : null,
    summary: typeof summary === 'string' ? new RegExp(summary) : null,
  };
}

/** The Observation of a command that could read these documents and left these gaps, frozen as `observe` leaves it. */
function observationOf(header: Json, documents: readonly Json[], file: string): Observation {
  const now = text(header.now) ?? '';
  const version = text(header.kubernetes);
  const of = (...kinds: string[]) => documents.filter(({ kind }) => kinds.includes(String(kind)));
  const workloads = of('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet').map((item) =>
    toWorkload(item.kind as Parameters<typeof toWorkload>[0], item),
  );
  const leases = of('Lease').map(toLease);
  const pods = of('Pod').map(toPod);
  const first = [...leases, ...workloads, ...pods][0]?.namespace ?? '';
  const namespace = 'namespace' in header ? text(header.namespace) : first;
  const gaps = array(header.gaps) as Gap[];
  const observation: Observation = {
    apiVersion: 'b7le.observation/v1',
    takenAt: now,
    scope: {
      namespace,
      namespaceSource: (text(header.from) ?? '-n') as NamespaceSource,
      target: null,
      contextGiven: text(header.contextGiven),
    },
    cluster: {
      context: text(header.context) ?? 'real',
      server: 'https://10.0.0.1:6443',
      version,
      stampsFollowRenewals: stampsFollowRenewals(version),
      clockSkewMs: 0,
    },
    leases: leases.map((lease) => sightingOf(lease, header, now)),
    workloads,
    pods,
    nodes: of('Node').map(toNode),
    events: of('Event')
      .map(toElectionEvent)
      .filter((event) => event !== null),
    scrapes: array(header.scrapes).map((scrape) => scrapeOf(object(scrape), pods[0]?.namespace ?? '')),
    budgets: of('PodDisruptionBudget').map((item) => toBudget(item, !atLeast(version, 21))),
    locks: (['ConfigMap', 'Endpoints'] as const)
      .flatMap((kind) => of(kind).map((item) => toLegacyLock(kind, item, now)))
      .filter((lock) => lock !== null),
    leaseCandidates: of('LeaseCandidate').map(toLeaseCandidate),
    podEvents: of('Event')
      .map(toPodEvent)
      .filter((event) => event !== null),
    nodeCount: typeof header.nodeCount === 'number' ? header.nodeCount : null,
    access: accessOfFixture(header, documents),
    around: aroundOfFixture(header, documents, gaps),
    logs: logsOfFixture(header, first),
    gaps,
  };
  const warnings = documents.filter(
    (one) => 'around' in header && toPodEvent(one) === null && toObstacle(one) !== null,
  );
  const beside = [...('access' in header ? RBAC_KINDS : []), ...('around' in header ? AROUND_KINDS : [])];
  assertPlausible(observation, documents.length - of(...beside).length - warnings.length, file);
  return freeze(observation);
}

function sightingOf(lease: Lease, header: Json, now: string): Sighting {
  const changes = array(header.changes).map((change): LeaseChange => {
    const { kind, afterMs } = object(change);
    const holder = lease.holderIdentity;
    return { kind: kind as LeaseChange['kind'], afterMs: Number(afterMs), from: holder, to: holder };
  });
  return {
    lease,
    readAt: now,
    unchangedForMs: Number(header.watchedForMs ?? 0),
    changes,
    settled: header.atOnce !== true,
  };
}

/** What one replica answered: its page as it serves it, or why there is none. */
function scrapeOf({ pod, round, page, failure }: Json, namespace: string): Scrape {
  return {
    namespace,
    pod: String(pod),
    round: Number(round ?? 1),
    claims: typeof page === 'string' ? toClaims(page) : null,
    failure: text(failure),
  };
}

/** No fixture may show what its gaps say could not be read, nor documents that nobody reads. */
function assertPlausible(observation: Observation, documents: number, file: string): void {
  const { leases, workloads, pods, nodes, events, gaps } = observation;
  const shown: Partial<Record<Evidence, readonly { namespace: string }[]>> = {
    leases: leases.map(({ lease }) => lease),
    workloads,
    pods,
    events,
    budgets: observation.budgets,
    locks: observation.locks,
    'lease-candidates': observation.leaseCandidates,
    'pod-events': observation.podEvents,
  };
  for (const { evidence, namespace } of gaps) {
    const seen = (shown[evidence] ?? []).some((item) => namespace === null || item.namespace === namespace);
    if (seen) throw new Error(`${file}: shows ${evidence} that could not be read`);
  }
  const around = [observation.budgets, observation.locks, observation.leaseCandidates, observation.podEvents];
  const read = [leases, workloads, pods, nodes, events, ...around].reduce((sum, some) => sum + some.length, 0);
  if (read !== documents) throw new Error(`${file}: ${documents - read} documents of a kind that nobody reads`);
}
