// A probe of a container: asked every period, its verdict given when enough answers in a row agree.

import type { Cancel, Clock } from '../../../elector/clock.ts';
import type { PageAnswer } from '../pod-backend.ts';
import type { ContainerSpec, Probe } from '../shapes.ts';

export interface ProberOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly container: ContainerSpec;
  readonly podIp: string;
  /** Asks the container. */
  readonly ask: (port: number, path: string, tls: boolean) => PageAnswer;
  /** Told of each failure, in the kubelet's words. */
  readonly failed: (output: string) => void;
  /** Told when enough answers agree, once per change. */
  readonly verdict: (ok: boolean) => void;
}

const DEFAULTS = { period: 10, timeout: 1, failures: 3, successes: 1 };

export class Prober {
  readonly #options: ProberOptions;
  #cancel: Cancel;
  #row = 0;
  #last: boolean | null = null;
  #said: boolean | null = null;

  /** Begins after the initial delay. */
  constructor(options: ProberOptions) {
    this.#options = options;
    const { clock, probe } = options;
    this.#cancel = clock.after((probe.initialDelaySeconds ?? 0) * 1000, () => this.#round());
  }

  stop(): void {
    this.#cancel();
  }

  #round(): void {
    const { clock, probe } = this.#options;
    this.#cancel = clock.after((probe.periodSeconds ?? DEFAULTS.period) * 1000, () => this.#round());
    const failure = this.#failure();
    if (failure !== null) this.#options.failed(failure);
    this.#count(failure === null);
  }

  #count(ok: boolean): void {
    const { probe } = this.#options;
    this.#row = this.#last === ok ? this.#row + 1 : 1;
    this.#last = ok;
    const enough = ok ? (probe.successThreshold ?? DEFAULTS.successes) : (probe.failureThreshold ?? DEFAULTS.failures);
    if (this.#row < enough || this.#said === ok) return;
    this.#said = ok;
    this.#options.verdict(ok);
  }

  /** @returns what went wrong, null for a success */
  #failure(): string | null {
    const { probe, container, podIp, ask } = this.#options;
    const { httpGet, tcpSocket } = probe;
    const port = portOf(container, httpGet?.port ?? tcpSocket?.port);
    if (port === null) return null;
    const scheme = (httpGet?.scheme ?? 'HTTP').toLowerCase();
    const answer = ask(port, httpGet?.path ?? '/', scheme === 'https');
    const refused = `dial tcp ${podIp}:${port}: connect: connection refused`;
    if (!httpGet)
      return answer === 'refused' ? refused : answer === 'silent' ? `dial tcp ${podIp}:${port}: i/o timeout` : null;
    const url = `Get "${scheme}://${podIp}:${port}${httpGet.path ?? '/'}"`;
    if (answer === 'refused') return `${url}: ${refused}`;
    if (answer === 'silent')
      return `${url}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
    if (answer === 'tls') return 'HTTP probe failed with statuscode: 400';
    if (answer === 'plain') return `${url}: http: server gave HTTP response to HTTPS client`;
    return answer.status >= 200 && answer.status < 400 ? null : `HTTP probe failed with statuscode: ${answer.status}`;
  }
}

function portOf({ ports }: ContainerSpec, port: number | string | undefined): number | null {
  if (typeof port === 'number') return port;
  if (port === undefined) return null;
  return ports?.find(({ name }) => name === port)?.containerPort ?? (Number(port) || null);
}
