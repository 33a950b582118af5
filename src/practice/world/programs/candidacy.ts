// A program's part in an election: the elector wired to the network, its log lines, its Events and its metric.

import { Elector } from '../../../elector/elector.ts';
import type { ElectorEvent } from '../../../elector/elector-event.ts';
import type { LeaseRequest, LeaseStore } from '../../../elector/lease-store.ts';
import { type Client, serviceAccount } from '../client.ts';
import { EventRecorder } from '../event-recorder.ts';
import { LeaseClient } from '../network/lease-client.ts';
import { ThrottledStore } from '../network/throttled-store.ts';
import { TwofoldStore } from '../network/twofold-store.ts';
import type { Competitor, Surroundings } from './program.ts';
import { electionLine, type Line } from './wording.ts';

export interface CandidacyOptions {
  readonly identity: string;
  readonly namespace: string;
  readonly name: string;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  readonly releaseOnCancel: boolean;
  /** N of client-go 0.N. */
  readonly clientGo: number;
  readonly requestTimeoutMs: number | null;
  /** How long the client's own rate limit keeps each request of the lock waiting; null for not at all. */
  readonly lockWaitsMs: number | null;
  /** The kind of the lock: `leases`, or `configmapsleases` for both. */
  readonly lock: string;
  /** As managed fields name the program. */
  readonly manager: string;
  /** Whether the lock has a recorder of Events. */
  readonly recorded: boolean;
  readonly write: (line: Line) => void;
  readonly on: { readonly started: () => void; readonly stopped: (wasLeading: boolean) => void };
}

export class Candidacy {
  readonly #surroundings: Surroundings;
  readonly #options: CandidacyOptions;
  readonly #elector: Elector;
  readonly #leases: LeaseClient;
  readonly #events: EventRecorder;
  #gauge = false;
  #slow = 0;
  #leads = false;

  /** @throws RangeError with client-go's words where it refuses the settings (reference 1.1) */
  constructor(surroundings: Surroundings, options: CandidacyOptions) {
    this.#surroundings = surroundings;
    this.#options = options;
    const { clock, random, network, pod, env } = surroundings;
    const { namespace, name, requestTimeoutMs: timeoutMs } = options;
    const server = `${env.KUBERNETES_SERVICE_HOST}:${env.KUBERNETES_SERVICE_PORT}`;
    const client = this.#client();
    this.#leases = new LeaseClient({ network, client, clock, podUid: pod.uid, namespace, name, server, timeoutMs });
    this.#events = new EventRecorder({
      client,
      source: { component: options.identity },
      wall: () => clock.wall(),
      minor: options.clientGo,
      send: (write) => network.request(pod.uid, clock, write, null, () => {}),
      refused: (event, error) => this.#refused(event, error as Error),
    });
    this.#elector = new Elector(options, {
      clock,
      random,
      store: this.#storeOf(clock),
      wallClock: () => clock.wall(),
      cutOffWords: (verb, reason) => this.#leases.cutOff(verb, reason),
      tell: (event) => this.#tell(event),
    });
  }

  #client(): Client {
    const { client, pod } = this.#surroundings;
    return client.as(serviceAccount(pod.namespace, pod.serviceAccount, this.#options.manager));
  }

  #storeOf(clock: Surroundings['clock']): LeaseStore {
    const { lockWaitsMs: waitsMs, clientGo, write, lock, namespace, name } = this.#options;
    if (lock === 'configmapsleases') {
      const { network, pod } = this.#surroundings;
      const client = this.#client();
      return new TwofoldStore(this.#leases, { network, client, clock, podUid: pod.uid, namespace, name });
    }
    if (waitsMs === null) return this.#leases;
    const urlOf = (verb: LeaseRequest['verb']) => this.#leases.urlOf(verb);
    return new ThrottledStore(this.#leases, { clock, waitsMs, clientGo, urlOf, write });
  }

  get competitor(): Competitor {
    const { namespace, name: lease, identity } = this.#options;
    return { namespace, lease, identity, leads: this.#leads };
  }

  /** `leader_election_master_status`. */
  get gauge(): boolean {
    return this.#gauge;
  }

  /** `leader_election_slowpath_total`. */
  get slowPaths(): number {
    return this.#slow;
  }

  start(): void {
    this.#elector.start();
  }

  cancel(): void {
    this.#elector.cancel();
  }

  abandon(): void {
    this.#elector.abandon();
  }

  #tell(event: ElectorEvent): void {
    const { clientGo, namespace, name, write, on } = this.#options;
    const line = electionLine(event, clientGo, `${namespace}/${name}`);
    if (line !== null) write(line);
    if (event.type === 'gauge') this.#gauge = event.on;
    if (event.type === 'slowpath') this.#slow++;
    if (event.type === 'recorded') this.#record(event.message);
    if (event.type === 'acquired') this.#surroundings.narrate(`acquired ${namespace}/${name}`);
    if (event.type === 'released') this.#surroundings.narrate(`released ${namespace}/${name}`);
    if (event.type === 'renew-lost' && event.reason === 'deadline')
      this.#surroundings.narrate(`lost ${namespace}/${name}`);
    if (event.type === 'started-leading') this.#leads = true;
    if (event.type === 'stopped-leading') this.#leads = false;
    if (event.type === 'started-leading') on.started();
    if (event.type === 'stopped-leading') on.stopped(event.wasLeading);
  }

  #record(message: string): void {
    const lease = this.#leases.last;
    if (!this.#options.recorded || lease === null) return;
    const { apiVersion, kind, metadata } = lease;
    this.#events.record(
      { apiVersion, kind, metadata },
      'Normal',
      'LeaderElection',
      `${this.#options.identity} ${message}`,
    );
  }

  #refused(event: object, { message }: Error): void {
    const { clientGo, write } = this.#options;
    const err = message;
    if (clientGo >= 27) {
      const pairs = [
        ['err', err],
        ['event', JSON.stringify(event)],
      ] as const;
      write({ level: 'error', message: 'Server rejected event (will not retry!)', pairs, at: 'event.go:359' });
    } else {
      const text = `Server rejected event '${JSON.stringify(event)}': '${err}' (will not retry!)`;
      write({ level: 'error', message: text, at: 'event.go:264', plain: true });
    }
  }
}
