// A controller-runtime manager as kubebuilder lays one out: it serves, competes, starts its controllers when elected, and
// exits when it loses (reference 2.4).

import { parseDuration } from '../../../election/duration.ts';
import { uniform } from '../../../elector/random.ts';
import { goDuration } from '../go-duration.ts';
import { CacheSync } from './cache-sync.ts';
import type { Candidacy } from './candidacy.ts';
import { type Conduct, ElectingProcess } from './electing-process.ts';
import { failure, info, startLines, stopLines } from './manager-lines.ts';
import type { Running, Surroundings } from './program.ts';
import type { Settings } from './settings.ts';

/** From the start of the process to its first line, and from there to the first try. */
const START_MS = [120, 400] as const;
const STOP_MS = 50;
/** GracefulShutdownTimeout. */
const SHUTDOWN_MS = 30_000;
const COORDINATOR = { lease: 'beskar7-claim-coordinator-leader', identity: 'beskar7-claim-coordinator' };

export function runManager(surroundings: Surroundings, settings: Settings): Running {
  const host = new ElectingProcess(surroundings, settings);
  host.conduct = new ManagerConduct(host);
  host.conduct.begin();
  return host;
}

class ManagerConduct implements Conduct {
  readonly #host: ElectingProcess;
  #candidacy: Candidacy | null = null;
  #coordinator: Candidacy | null = null;
  #sync: CacheSync | null = null;

  constructor(host: ElectingProcess) {
    this.#host = host;
  }

  begin(): void {
    const { settings, surroundings } = this.#host;
    const { behaviour } = settings;
    const takes = behaviour.duration('start-takes') ?? uniform(surroundings.random, ...START_MS);
    surroundings.clock.after(takes / 2, () => this.#serve());
    surroundings.clock.after(takes, () => this.#afterCaches());
    const leak = Number(settings.values['leak-per-second'] ?? 0);
    // the smallest limit that the manifests give, 128Mi, less what the process needs anyway
    if (leak > 0) surroundings.clock.after((100 / leak) * 1000, () => surroundings.exit(137, 'OOMKilled'));
  }

  stop(): void {
    const { settings, surroundings, say, working } = this.#host;
    this.#sync?.end();
    const [first, last] = stopLines(settings.clientGo, working > 0, settings.profile.controllers);
    for (const line of first) say(line);
    const wedged = settings.behaviour.flag('wedged') || settings.values['block-reconcile'] === 'true';
    const takes = settings.behaviour.duration('stop-takes') ?? (wedged && working > 0 ? SHUTDOWN_MS + 1 : STOP_MS);
    surroundings.clock.after(Math.min(takes, SHUTDOWN_MS), () => {
      const late = takes > SHUTDOWN_MS;
      if (!late) for (const line of last) say(line);
      this.#letGo(late);
    });
  }

  #serve(): void {
    const { settings, say } = this.#host;
    const { values, secureMetrics } = settings;
    const health = values['health-probe-bind-address'] ?? ':8081';
    for (const line of startLines(values['metrics-bind-address'] ?? ':8080', secureMetrics, health)) say(line);
  }

  /** Informers that were asked for before the start must have synced by here (reference 2.4, F9). */
  #afterCaches(): void {
    const { settings, surroundings } = this.#host;
    if (settings.behaviour.flag('block-before-election')) {
      this.#sync = new CacheSync(this.#host, { blocked: true, timeoutMs: null, done: () => {}, failed: () => {} });
      return;
    }
    if (this.#host.stopping) return;
    if (!settings.elects) {
      this.#lead();
      return;
    }
    try {
      this.#stand();
    } catch (error) {
      const text = `failed during initialization leader election process: ${(error as Error).message}`;
      this.#host.say(failure('problem running manager', text, 'setup'));
      surroundings.exit(1);
      return;
    }
    this.#candidacy?.start();
    this.#coordinator?.start();
  }

  #stand(): void {
    const { settings, sayElection } = this.#host;
    const { lease: name, leaseNamespace: namespace, values } = settings;
    const on = { started: () => this.#lead(), stopped: (led: boolean) => this.#stopped(led) };
    this.#candidacy = this.#host.stand(name, { ...settings, name, namespace, recorded: true, on }, sayElection);
    if (values['enable-claim-coordinator-leader-election'] !== 'true') return;
    const ms = (flag: string) => parseDuration(values[`claim-coordinator-${flag}`] ?? '') ?? 0;
    const options = {
      ...settings,
      identity: COORDINATOR.identity,
      name: COORDINATOR.lease,
      namespace,
      leaseDurationMs: ms('lease-duration'),
      renewDeadlineMs: ms('renew-deadline'),
      retryPeriodMs: ms('retry-period'),
      recorded: false,
      on: { started: () => this.#coordinating(true), stopped: () => this.#coordinating(false) },
    };
    this.#coordinator = this.#host.stand('', options, sayElection);
  }

  #coordinating(on: boolean): void {
    const text = on ? 'Started leading claim coordination' : 'Stopped leading claim coordination';
    this.#host.say(info(text, [['identity', COORDINATOR.identity]], 'claim-coordinator'));
  }

  /** Leader-only runnables start: their caches sync, then their workers. */
  #lead(): void {
    const { settings } = this.#host;
    this.#sync = new CacheSync(this.#host, {
      blocked: settings.behaviour.flag('cannot-sync'),
      timeoutMs: parseDuration(settings.values['cache-sync-timeout'] ?? '2m'),
      done: () => this.#work(),
      failed: (error) => this.#fail(error),
    });
  }

  #work(): void {
    this.#host.working = this.#host.settings.profile.controllers.length;
    if (this.#host.settings.values['block-reconcile'] === 'true')
      this.#host.say(info('Waiting for an answer that never comes', [['controller', 'configmap']]));
  }

  /** A runnable failed: the manager stops and says why. */
  #fail(error: string): void {
    const { settings, surroundings, say } = this.#host;
    const [first, last] = stopLines(settings.clientGo, false, []);
    for (const line of [...first, ...last]) say(line);
    this.#host.stopping = true;
    const end = () => {
      say(failure('problem running manager', error, 'setup'));
      surroundings.exit(1);
    };
    if (this.#candidacy === null) end();
    else this.#endWith(end);
  }

  /** What follows once the elector has let go. */
  #afterwards: (() => void) | null = null;

  #endWith(end: () => void): void {
    this.#afterwards = end;
    this.#candidacy?.cancel();
  }

  #letGo(late: boolean): void {
    const { surroundings, say } = this.#host;
    const end = () => {
      // the plain end of nearly every shutdown (reference 2.4, mgr.lost_benign)
      if (this.#candidacy !== null)
        say(failure('error received after stop sequence was engaged', 'leader election lost'));
      const why = `failed waiting for all runnables to end within grace period of ${goDuration(SHUTDOWN_MS)}: context deadline exceeded`;
      if (late) say(failure('problem running manager', why, 'setup'));
      surroundings.exit(late ? 1 : 0);
    };
    if (this.#candidacy === null) end();
    else this.#endWith(end);
  }

  #stopped(wasLeading: boolean): void {
    const { settings, surroundings, say } = this.#host;
    if (this.#afterwards !== null) {
      this.#afterwards();
      return;
    }
    this.#sync?.end();
    if (settings.behaviour.text('on-loss') === 'ignore') {
      if (!settings.behaviour.flag('works-after-loss')) this.#host.working = 0;
      return;
    }
    if (!wasLeading) return;
    const [first] = stopLines(settings.clientGo, false, []);
    for (const line of first) say(line);
    say(failure('problem running manager', 'leader election lost', 'setup'));
    surroundings.exit(1);
  }
}
