// The lock of a migration, configmapsleases (client-go 0.20 to 0.27, resourcelock/multilock.go): each record is written to an annotation of a
// ConfigMap first, then to the Lease. The Lease alone is read, which is less than client-go does: it holds both against each other.

import type { LeaseAnswer, LeaseRecord, LeaseRequest, LeaseStore } from '../../../elector/lease-store.ts';
import type { KubeObject } from '../../objects/object.ts';
import { type Client, isRefusal } from '../client.ts';
import type { Network, Outcome } from './network.ts';
import type { ProcessClock } from './process-clock.ts';

export interface TwofoldOptions {
  readonly network: Network;
  /** Under the program's own account. */
  readonly client: Client;
  readonly clock: ProcessClock;
  readonly podUid: string;
  readonly namespace: string;
  /** Of the Lease and of the ConfigMap. */
  readonly name: string;
}

/** Where the record is kept (reference 6.1). */
const ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';

export class TwofoldStore implements LeaseStore {
  readonly #leases: LeaseStore;
  readonly #options: TwofoldOptions;

  constructor(leases: LeaseStore, options: TwofoldOptions) {
    this.#leases = leases;
    this.#options = options;
  }

  ask(request: LeaseRequest, timeoutMs: number | null, answer: (answer: LeaseAnswer) => void): () => void {
    if (request.verb === 'get') return this.#leases.ask(request, timeoutMs, answer);
    const { network, podUid, clock } = this.#options;
    const { record } = request;
    let cancel = network.request(
      podUid,
      clock,
      () => this.#write(record),
      timeoutMs,
      (outcome) => {
        const failure = failureOf(outcome);
        if (failure !== null) answer({ fault: 'other', message: failure });
        else cancel = this.#leases.ask(request, timeoutMs, answer);
      },
    );
    return () => cancel();
  }

  #write(record: LeaseRecord): KubeObject {
    const { client, namespace, name } = this.#options;
    const annotations = { [ANNOTATION]: JSON.stringify(inConfigMap(record)) };
    try {
      const found = client.read('configmaps', namespace, name);
      const metadata = { ...found.metadata, annotations: { ...found.metadata.annotations, ...annotations } };
      return client.update('configmaps', { ...found, metadata });
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
      return client.create('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace, annotations },
      });
    }
  }
}

/** The annotation's times are whole seconds, and its count has another name (resourcelock/interface.go, LeaderElectionRecord). */
function inConfigMap({ leaseTransitions, acquireTime, renewTime, ...record }: LeaseRecord): object {
  const whole = (time: string | null) => time?.replace(/\.\d+/, '') ?? null;
  return {
    ...record,
    acquireTime: whole(acquireTime),
    renewTime: whole(renewTime),
    leaderTransitions: leaseTransitions,
  };
}

function failureOf(outcome: Outcome<KubeObject>): string | null {
  if ('value' in outcome) return null;
  return 'timedOut' in outcome ? 'context deadline exceeded' : String((outcome.error as Error).message);
}
