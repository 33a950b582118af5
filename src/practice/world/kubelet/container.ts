// One container of a pod: started, watched, restarted after ever longer waits, stopped with and without grace.

import type { Cancel } from '../../../elector/clock.ts';
import { uniform } from '../../../elector/random.ts';
import { goDuration } from '../go-duration.ts';
import type { ContainerLog, PageAnswer } from '../pod-backend.ts';
import type { Competitor } from '../programs/program.ts';
import { type ContainerSpec, type ContainerState, type ContainerStatus, stamp, type Terminated } from '../shapes.ts';
import { BackOff } from './back-off.ts';
import type { ContainerHost } from './container-host.ts';
import { Images } from './images.ts';
import { Run } from './run.ts';

/** How long the kubelet takes to see that a container ended, in milliseconds. */
const NOTICE_MS = [100, 1100] as const;
/** How long a container takes to start once it may. */
const START_MS = [60, 250] as const;
/** How often a pod that waits is looked at again. */
const RESYNC_MS = [10_000, 15_000] as const;

export class Container {
  readonly spec: ContainerSpec;
  readonly #host: ContainerHost;
  readonly #images: Images;
  readonly #backOff = new BackOff();
  #state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  #last: Terminated | null = null;
  #starts = 0;
  #run: Run | null = null;
  #previous: Run | null = null;
  #endedAt = 0;
  #stopping = false;
  #next: Cancel = () => {};

  constructor(spec: ContainerSpec, host: ContainerHost) {
    this.spec = spec;
    this.#host = host;
    this.#images = new Images(spec, host);
  }

  get running(): boolean {
    return this.#run?.live ?? false;
  }

  get status(): ContainerStatus {
    const { name, image } = this.spec;
    const id = this.#run?.id;
    return {
      name,
      state: this.#state,
      lastState: this.#last === null ? {} : { terminated: this.#last },
      ready: this.#run?.ready ?? false,
      restartCount: Math.max(0, this.#starts - 1),
      image,
      imageID: this.#starts > 0 ? this.#images.id : '',
      ...(id === undefined ? {} : { containerID: id }),
      started: this.running,
    };
  }

  log(previous: boolean): ContainerLog | null {
    // between two runs the one that ended is both: what the kubelet still calls the container's, and already its last state
    const between = 'waiting' in this.#state && this.#run?.terminated;
    return (previous && !between ? this.#previous : this.#run)?.log ?? null;
  }

  competitors(): Competitor[] {
    return this.#run?.competitors() ?? [];
  }

  page(port: number, path: string, token: string | null, tls: boolean): PageAnswer {
    return this.#run?.page(port, path, token, tls) ?? 'refused';
  }

  /** Tries to start it: now if its image is there and no wait is left, otherwise when that is so. */
  sync(): void {
    if (this.#stopping || this.running) return;
    const { clock, random } = this.#host;
    const now = clock.now();
    const left = this.#endedAt === 0 ? 0 : this.#backOff.remainingMs(this.#endedAt, now);
    if (left > 0) {
      this.#waitOut();
      return;
    }
    const missing = this.#images.fetch(now);
    if (missing !== null) {
      this.#wait(missing.reason, missing.message);
      this.#plan(missing.againMs);
      return;
    }
    if (this.#endedAt > 0) this.#backOff.next(this.#endedAt, now);
    this.#next = clock.after(uniform(random, ...START_MS), () => this.#start());
  }

  /** SIGTERM, and SIGKILL when the grace is over. It will not be restarted. */
  stop(graceMs: number): void {
    if (this.#stopping) {
      this.#run?.killWithin(graceMs);
      return;
    }
    this.#stopping = true;
    this.#next();
    if (!this.running) return;
    this.#host.event('Normal', 'Killing', `Stopping container ${this.spec.name}`, this.spec.name);
    this.#run?.terminate(graceMs);
  }

  /** SIGKILL out of nowhere. */
  kill(): void {
    this.#run?.kill();
  }

  freeze(): void {
    this.#run?.clock.freeze();
  }

  thaw(): void {
    this.#run?.clock.thaw();
  }

  #start(): void {
    const host = this.#host;
    const { name } = this.spec;
    const old = this.#run;
    if (old !== null) this.#previous = old;
    if (old?.terminated) this.#last = old.terminated;
    host.event('Normal', 'Created', host.minor >= 35 ? 'Container created' : `Created container ${name}`, name);
    this.#starts++;
    const run = new Run(this.spec, host, {
      ended: (terminated) => this.#ended(terminated),
      unhealthy: () => this.#unhealthy(),
    });
    this.#run = run;
    this.#state = { running: { startedAt: stamp(host.nodeNow()) } };
    host.event('Normal', 'Started', host.minor >= 35 ? 'Container started' : `Started container ${name}`, name);
    host.narrate(this.#starts === 1 ? 'container started' : `container restarted (${this.#starts - 1})`);
    run.begin();
    host.changed();
  }

  #ended(terminated: Terminated): void {
    const { clock, random, restartPolicy } = this.#host;
    this.#state = { terminated };
    this.#endedAt = clock.now();
    this.#host.narrate(terminated.reason === 'OOMKilled' ? 'out of memory: exit 137' : `exit ${terminated.exitCode}`);
    const again = restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && terminated.exitCode !== 0);
    const noticed = uniform(random, ...NOTICE_MS);
    this.#next = clock.after(noticed, () => {
      this.#host.changed();
      if (again) this.sync();
    });
  }

  #unhealthy(): void {
    const { name } = this.spec;
    this.#host.event('Normal', 'Killing', `Container ${name} failed liveness probe, will be restarted`, name);
    this.#host.narrate('failed its liveness probe: restarted');
    this.#run?.terminate(this.#host.graceMs);
  }

  #waitOut(): void {
    const { minor, title, event } = this.#host;
    const { name } = this.spec;
    const told =
      minor >= 26
        ? `Back-off restarting failed container ${name} in pod ${title}`
        : 'Back-off restarting failed container';
    event('Warning', 'BackOff', told, name);
    if ('terminated' in this.#state) this.#last = this.#state.terminated;
    const wait = goDuration(this.#backOff.waitMs);
    this.#wait('CrashLoopBackOff', `back-off ${wait} restarting failed container=${name} pod=${title}`);
    this.#plan(uniform(this.#host.random, ...RESYNC_MS));
  }

  #wait(reason: string, message: string): void {
    this.#state = { waiting: { reason, message } };
    this.#host.changed();
  }

  #plan(ms: number): void {
    this.#next = this.#host.clock.after(ms, () => this.sync());
  }
}
