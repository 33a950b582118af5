// One run of a container: the process, its log, its probes, and how it ends.

import type { Cancel } from '../../../elector/clock.ts';
import type { ProcessClock } from '../network/process-clock.ts';
import type { PageAnswer } from '../pod-backend.ts';
import type { Competitor, Running } from '../programs/program.ts';
import { type ContainerSpec, type Probe, stamp, type Terminated } from '../shapes.ts';
import type { ContainerHost } from './container-host.ts';
import { RunLog } from './container-log.ts';
import { Prober } from './prober.ts';

/** 128 and the number of SIGKILL. */
const KILLED = 137;

export interface RunListener {
  readonly ended: (terminated: Terminated) => void;
  /** Its liveness probe failed too often. */
  readonly unhealthy: () => void;
}

export class Run {
  readonly clock: ProcessClock;
  readonly log = new RunLog();
  readonly id: string;
  readonly #spec: ContainerSpec;
  readonly #host: ContainerHost;
  readonly #listener: RunListener;
  readonly #startedAt: number;
  #running: Running | null = null;
  #probers: readonly Prober[] = [];
  #ready: boolean;
  #terminated: Terminated | null = null;
  #killer: Cancel = () => {};

  constructor(spec: ContainerSpec, host: ContainerHost, listener: RunListener) {
    this.#spec = spec;
    this.#host = host;
    this.#listener = listener;
    this.clock = host.processClock();
    this.#startedAt = host.nodeNow();
    this.#ready = spec.readinessProbe === undefined;
    const digits = Array.from({ length: 64 }, () => Math.floor(host.random.next() * 16).toString(16));
    this.id = `containerd://${digits.join('')}`;
  }

  get live(): boolean {
    return this.#terminated === null;
  }

  get ready(): boolean {
    return this.live && this.#ready;
  }

  get terminated(): Terminated | null {
    return this.#terminated;
  }

  /** Starts the process and its probes. */
  begin(): void {
    const program = this.#host.programOf(this.#spec.image);
    if (program === null) return;
    const running = this.#host.launch(program, this.#spec, {
      clock: this.clock,
      print: (text) => this.log.write(this.#host.nodeNow(), text),
      exit: (code, reason) => this.#end(code, reason),
    });
    if (!this.live) {
      running.gone();
      return;
    }
    this.#running = running;
    const { readinessProbe, livenessProbe } = this.#spec;
    const readiness = readinessProbe && this.#prober(readinessProbe, 'Readiness', (ok) => this.#setReady(ok));
    const liveness = livenessProbe && this.#prober(livenessProbe, 'Liveness', (ok) => ok || this.#listener.unhealthy());
    this.#probers = [readiness, liveness].filter((prober) => prober !== undefined);
  }

  competitors(): Competitor[] {
    return (this.live && this.#running?.competitors?.()) || [];
  }

  page(port: number, path: string, token: string | null, tls: boolean): PageAnswer {
    if (this.#host.cutOff() || (this.live && this.clock.frozen)) return 'silent';
    if (!this.live || this.#running === null) return 'refused';
    return this.#running.page(port, path, token, tls);
  }

  /** SIGTERM, heard when the process runs; SIGKILL after the grace. */
  terminate(graceMs: number): void {
    this.clock.after(0, () => this.#running?.terminate());
    this.killWithin(graceMs);
  }

  killWithin(graceMs: number): void {
    this.#killer();
    this.#killer = this.#host.clock.after(graceMs, () => this.kill());
  }

  kill(): void {
    this.#end(KILLED);
  }

  #prober(probe: Probe, name: string, verdict: (ok: boolean) => void): Prober {
    const { clock, podIp, event } = this.#host;
    return new Prober({
      clock,
      probe,
      podIp,
      verdict,
      container: this.#spec,
      ask: (port, path, tls) => this.page(port, path, null, tls),
      failed: (output) => event('Warning', 'Unhealthy', `${name} probe failed: ${output}`, this.#spec.name),
    });
  }

  #setReady(ready: boolean): void {
    this.#ready = ready;
    this.#host.changed();
  }

  #end(exitCode: number, reason?: string): void {
    if (!this.live) return;
    const { nodeNow } = this.#host;
    this.#terminated = {
      exitCode,
      reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
      startedAt: stamp(this.#startedAt),
      finishedAt: stamp(nodeNow()),
      containerID: this.id,
    };
    this.#killer();
    for (const prober of this.#probers) prober.stop();
    this.clock.end();
    this.log.close();
    this.#running?.gone();
    this.#listener.ended(this.#terminated);
  }
}
