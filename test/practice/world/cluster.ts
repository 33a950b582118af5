// A practice cluster on a virtual clock, for the tests of its world: the real store and API, nodes, and one installation.

import type { LeaseRecord } from '../../../src/elector/lease-store.ts';
import { seeded } from '../../../src/elector/random.ts';
import { VirtualClock } from '../../../src/elector/virtual-clock.ts';
import { PracticeApi } from '../../../src/practice/api/api.ts';
import { bootstrapObjects } from '../../../src/practice/bootstrap.ts';
import type { Inside } from '../../../src/practice/inside.ts';
import { ADMINISTRATOR } from '../../../src/practice/inside.ts';
import { servedKinds } from '../../../src/practice/kinds/index.ts';
import type { Kind } from '../../../src/practice/kinds/kind.ts';
import type { Draft, KubeObject } from '../../../src/practice/objects/object.ts';
import { Store } from '../../../src/practice/objects/store.ts';
import { apply } from '../../../src/practice/perform.ts';
import type { Pod } from '../../../src/practice/world/shapes.ts';
import { type Narration, World } from '../../../src/practice/world/world.ts';

export const NAMESPACE = 'beskar7-system';
export const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';
export const START = Date.parse('2026-05-02T10:00:00Z');
export const SECOND = 1000;

export class TestCluster {
  readonly clock = new VirtualClock(START);
  readonly world: World;
  readonly told: Narration[] = [];
  readonly store: Store;
  readonly kinds: readonly Kind[];
  readonly api: PracticeApi;
  readonly #inside: Inside;

  constructor({ seed = 'world', minor = 37 }: { readonly seed?: string; readonly minor?: number } = {}) {
    const { clock } = this;
    const random = seeded(seed);
    this.kinds = servedKinds(minor);
    this.store = new Store({ clock, random, minor });
    this.api = new PracticeApi(this.store, this.kinds);
    const { kinds, store, api } = this;
    this.world = new World({ clock, random, api, store, kinds, minor });
    this.world.on((narration) => this.told.push(narration));
    this.#inside = { clock, random, kinds, store, api, world: this.world } as unknown as Inside;
    this.apply(...bootstrapObjects());
    this.world.start();
  }

  apply(...objects: readonly Draft[]): void {
    for (const object of objects) apply(this.#inside, object);
  }

  run(seconds: number): void {
    this.clock.runFor(seconds * SECOND);
  }

  /** Runs until something holds. @returns the seconds that it took @throws Error when it takes longer than `most` */
  until(holds: () => boolean, most = 120): number {
    const from = this.clock.now();
    while (!holds()) {
      if (this.clock.now() - from > most * SECOND) throw new Error(`it does not hold after ${most} s`);
      if (!this.clock.step()) throw new Error('nothing is left to happen');
    }
    return (this.clock.now() - from) / SECOND;
  }

  kind(resource: string): Kind {
    return this.kinds.find((kind) => kind.resource === resource) as Kind;
  }

  list(resource: string): readonly KubeObject[] {
    return this.store.list(this.kind(resource), NAMESPACE);
  }

  find(resource: string, name: string): KubeObject | null {
    return this.store.get(this.kind(resource), NAMESPACE, name);
  }

  remove(resource: string, name: string, body: Draft = {}): void {
    const kind = this.kind(resource);
    const base = { user: ADMINISTRATOR, manager: 'kubectl', kind, namespace: NAMESPACE, name, subresource: '' };
    this.api.act({ ...base, verb: 'delete', body });
  }

  patch(resource: string, name: string, body: Draft): void {
    const kind = this.kind(resource);
    const base = { user: ADMINISTRATOR, manager: 'kubectl', kind, namespace: NAMESPACE, name, subresource: '' };
    this.api.act({ ...base, verb: 'patch', patch: 'strategic', body });
  }

  get pods(): readonly Pod[] {
    return this.list('pods') as unknown as readonly Pod[];
  }

  get lease(): LeaseRecord | null {
    return (this.find('leases', LEASE)?.spec as LeaseRecord | undefined) ?? null;
  }

  /** The pod that the Lease names, if it is there. */
  get leader(): Pod | null {
    const host = this.lease?.holderIdentity.split('_')[0];
    return this.pods.find(({ metadata }) => metadata.name === host) ?? null;
  }

  log(pod: Pod, previous = false): string[] {
    const container = pod.spec.containers.at(-1)?.name ?? '';
    return this.world.pods.log(pod.metadata.uid, container, previous)?.lines.map(({ text }) => text) ?? [];
  }

  /** Reasons and messages of the Events about an object. */
  events(name: string): string[] {
    return this.list('events')
      .filter((event) => (event.involvedObject as { readonly name: string }).name === name)
      .map((event) => `${event.reason}: ${event.message}`);
  }
}

export interface InstallOptions {
  readonly image?: string;
  readonly args?: readonly string[];
  readonly replicas?: number;
  readonly verbs?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Draft;
  readonly env?: readonly Draft[];
  /** The memory limit of its container. */
  readonly memory?: string;
}

/** Beskar7's own names around a program of the practice cluster, as shared manifests have them. */
export function installation(options: InstallOptions = {}): Draft[] {
  const { image = 'localhost/elector:1', args = [], replicas = 3, annotations, spec, env, memory } = options;
  const verbs = options.verbs ?? ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  const labels = { 'control-plane': 'controller-manager' };
  const name = 'controller-manager';
  const rbac = 'rbac.authorization.k8s.io';
  const probe = (path: string) => ({ httpGet: { path, port: 8081 } });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: 'manager-role', namespace: NAMESPACE },
      rules: [
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs },
        { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
        { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'manager-rolebinding', namespace: NAMESPACE },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'manager-role' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: NAMESPACE }],
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: NAMESPACE, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        ...spec,
        template: {
          metadata: { labels, ...(annotations ? { annotations } : {}) },
          spec: {
            serviceAccountName: name,
            terminationGracePeriodSeconds: 10,
            containers: [
              {
                name: 'manager',
                image,
                args,
                ...(env ? { env } : {}),
                ...(memory === undefined ? {} : { resources: { limits: { memory } } }),
                livenessProbe: probe('/healthz'),
                readinessProbe: { ...probe('/readyz'), periodSeconds: 2 },
              },
            ],
          },
        },
      },
    },
  ];
}
