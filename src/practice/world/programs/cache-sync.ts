// A manager's caches: what its controllers watch is listed before their workers start, or never is.

import type { Cancel } from '../../../elector/clock.ts';
import type { Kind } from '../../kinds/kind.ts';
import { serviceAccount } from '../client.ts';
import type { ElectingProcess } from './electing-process.ts';
import { failure, reflectorLine, sourceLines, workersLine } from './manager-lines.ts';

export interface SyncOptions {
  /** Never syncs, whatever the API server would say. */
  readonly blocked: boolean;
  /** CacheSyncTimeout; null for none, as before election. */
  readonly timeoutMs: number | null;
  readonly done: () => void;
  readonly failed: (error: string) => void;
}

/** A reflector's back-off: 0.8 s, doubled up to 30 s. */
const FIRST_RETRY_MS = 800;
const LAST_RETRY_MS = 30_000;
/** From the answered list to the workers. */
const SYNCED_MS = 100;

/** What a manager's one small controller reads: the practice cluster keeps none, but knows who may read them. */
const CONFIG_MAPS: Kind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ['list'],
  subresources: [],
  served: {},
  generation: false,
  status: false,
  mergeKeys: {},
  selectable: {},
  columns: [],
  complete: (draft) => draft,
  faults: () => [],
};

export class CacheSync {
  readonly #host: ElectingProcess;
  readonly #options: SyncOptions;
  #deadline: Cancel = () => {};
  #tries = 0;
  #over = false;

  constructor(host: ElectingProcess, options: SyncOptions) {
    this.#host = host;
    this.#options = options;
    const { settings, surroundings, say } = host;
    const { timeoutMs } = options;
    if (timeoutMs !== null) {
      for (const controller of settings.profile.controllers) for (const line of sourceLines(controller)) say(line);
      this.#deadline = surroundings.clock.after(timeoutMs, () => this.#fail());
    }
    this.#list();
  }

  end(): void {
    this.#over = true;
    this.#deadline();
  }

  #list(): void {
    if (this.#over) return;
    const { surroundings, settings } = this.#host;
    const { network, clock, pod, client } = surroundings;
    if (this.#options.blocked) {
      this.#again(this.#refusal());
      return;
    }
    const own = client.as(serviceAccount(pod.namespace, pod.serviceAccount, 'manager'));
    const reads = settings.profile.controllers.some(([, kind]) => kind === 'ConfigMap');
    const list = () => (reads ? own.listNothing(CONFIG_MAPS, pod.namespace) : undefined);
    network.request(pod.uid, clock, list, null, (outcome) => {
      if ('error' in outcome) this.#again((outcome.error as Error).message);
      else clock.after(SYNCED_MS, () => this.#synced());
    });
  }

  #synced(): void {
    if (this.#over) return;
    this.end();
    for (const controller of this.#host.settings.profile.controllers) this.#host.say(workersLine(controller));
    this.#options.done();
  }

  #again(why: string): void {
    const { surroundings, sayElection } = this.#host;
    sayElection({ ...reflectorLine(this.#kind(), why), logger: 'controller-runtime.cache' });
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#tries++);
    surroundings.clock.after(wait, () => this.#list());
  }

  #fail(): void {
    if (this.#over) return;
    this.end();
    const { settings, say } = this.#host;
    const [name, kind] = settings.profile.controllers[0] ?? ['configmap', 'ConfigMap'];
    const reason = `timed out waiting for cache to be synced for Kind *v1.${kind}`;
    const error = `failed to wait for ${name} caches to sync kind source: *v1.${kind}: ${reason}`;
    say(
      failure('Could not wait for Cache to sync', error, '', [
        ['controller', name],
        ['controllerKind', kind],
      ]),
    );
    this.#options.failed(error);
  }

  #kind(): string {
    return this.#host.settings.profile.controllers[0]?.[1] ?? 'ConfigMap';
  }

  /** The API server's words to an account without the right to list. */
  #refusal(): string {
    const { pod } = this.#host.surroundings;
    const kind = this.#kind();
    const resource = `${kind.toLowerCase()}s`;
    const group = kind === 'ConfigMap' ? '' : 'infrastructure.cluster.x-k8s.io';
    const who = `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`;
    const what = group ? `${resource}.${group}` : resource;
    return `${what} is forbidden: User "${who}" cannot list resource "${resource}" in API group "${group}" at the cluster scope`;
  }
}
