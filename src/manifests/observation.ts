// Manifests to an Observation: what a cluster would hold of workloads and what stands around them, had all of it just been applied.
// No pod runs and no Lease was made: of them nothing is said, and only checks that ask for neither may judge it.

import { type Json, object, text } from '../cluster/json.ts';
import { limitsEgress, toEgressPolicy, toService } from '../cluster/translate-around.ts';
import { toBudget } from '../cluster/translate-surroundings.ts';
import { templateElectors, toWorkload } from '../cluster/translate-workload.ts';
import { electionsOf } from '../election/election.ts';
import { freeze, type Observation, type Scope } from '../election/observation.ts';
import type { Workload } from '../election/workload.ts';
import { accessIn } from './access.ts';
import type { ManifestDocument } from './document.ts';
import type { Fault } from './read.ts';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;
const WORKLOAD_KINDS: ReadonlySet<string> = new Set(WORKLOADS);
const ROLES = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];
const CLUSTER_WIDE = ['ClusterRole', 'ClusterRoleBinding'];

/** Where an object stands. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
}

export interface ManifestsObserved {
  readonly observation: Observation;
  /** For each further container of a workload that elects too (CSI sidecars): the workload as if that one alone did. */
  readonly further: readonly Observation[];
  /** By `KIND/NAMESPACE/NAME`, as `placeKey` makes it. */
  readonly places: ReadonlyMap<string, FilePlace>;
  /** Workloads that were written before, elsewhere. */
  readonly repeated: readonly Fault[];
}

export function placeKey(kind: string, namespace: string | null, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

/**
 * @param home the namespace of documents that name none
 * @param scope of all namespaces: files are judged whole
 * @param takenAt the moment that the report carries, RFC 3339
 * @param faults what else stands in the files and could not be read
 * @throws ClusterError where a document has a shape that no object of its kind can have
 */
export function observeManifests(
  documents: readonly ManifestDocument[],
  home: string,
  scope: Scope & { readonly namespace: null },
  takenAt: string,
  faults: readonly Fault[],
): ManifestsObserved {
  const places = new Map<string, FilePlace>();
  const repeated: Fault[] = [];
  const objects = documents.flatMap(({ file, line, value }): Json[] => {
    const kind = String(value.kind ?? '');
    const metadata = object(value.metadata);
    const namespace = CLUSTER_WIDE.includes(kind) ? null : (text(metadata.namespace) ?? home);
    const key = placeKey(kind, namespace, text(metadata.name) ?? '');
    const first = WORKLOAD_KINDS.has(kind) ? places.get(key) : undefined;
    if (first) {
      // one object is no rival of itself; a file that is named twice says the same twice, a patch beside its base does not
      const what = `${key} stands in ${first.file}:${first.line} too, which is the one judged: build what patches it first`;
      if (first.file !== file || first.line !== line) repeated.push({ file, line, what });
      return [];
    }
    places.set(key, { file, line });
    return [{ ...value, metadata: namespace === null ? metadata : { ...metadata, namespace } }];
  });
  const of = (...kinds: readonly string[]) => objects.filter(({ kind }) => kinds.includes(String(kind)));
  const templates = WORKLOADS.flatMap((kind) =>
    of(kind).map((item) => ({ workload: planned(toWorkload(kind, item), item), item })),
  );
  const workloads = templates.map(({ workload }) => workload);
  const policies = of('NetworkPolicy')
    .filter(limitsEgress)
    .map((policy) => toEgressPolicy(policy, null));
  const base: Observation = {
    apiVersion: 'b7le.observation/v1',
    takenAt,
    scope,
    cluster: { context: null, server: '', version: null, stampsFollowRenewals: false, clockSkewMs: null },
    leases: [],
    workloads,
    pods: [],
    nodes: [],
    events: [],
    scrapes: [],
    budgets: of('PodDisruptionBudget').map((item) => toBudget(item, false)),
    locks: [],
    leaseCandidates: [],
    podEvents: [],
    nodeCount: null,
    access: null,
    around: {
      policies,
      serverPorts: null,
      services: of('Service').map(toService),
      quotas: [],
      obstacles: [],
      usage: null,
      leases: null,
    },
    logs: null,
    gaps: [],
  };
  const elections = electionsOf(base);
  const unread = [...faults, ...repeated];
  // files without any role are usually not all that is applied: they deny nothing
  const rights = of(...ROLES).length === 0 ? null : accessIn(of, elections, base, unread);
  return {
    observation: freeze({ ...base, ...rights }),
    further: templates.flatMap(({ workload, item }) =>
      templateElectors(item)
        .filter(({ container }) => container !== workload.arguments.container)
        .map((set) => freeze({ ...base, workloads: [{ ...workload, arguments: set }] })),
    ),
    places,
    repeated,
  };
}

/** Of a DaemonSet no file says how many nodes run it; a Deployment that names no account runs under `default`. */
function planned(workload: Workload, item: Json): Workload {
  const podSpec = object(object(object(item.spec).template).spec);
  return { ...workload, serviceAccount: workload.serviceAccount ?? text(podSpec.serviceAccount) ?? 'default' };
}
