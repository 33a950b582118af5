// What every electing program does alike: its logs, its candidacies, its pages, and the faults that end it.

import { goDuration } from '../go-duration.ts';
import { Candidacy, type CandidacyOptions } from './candidacy.ts';
import { page } from './pages.ts';
import type { Running, Surroundings } from './program.ts';
import type { Settings } from './settings.ts';
import { klogText } from './sinks/klog.ts';
import { zapConsole } from './sinks/zap-console.ts';
import { zapJson } from './sinks/zap-json.ts';
import type { Line } from './wording.ts';

/** What differs between programs. */
export interface Conduct {
  /** The program goes as far as it can without being elected. */
  begin(): void;
  /** SIGTERM. */
  stop(): void;
}

export class ElectingProcess implements Running {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly startedAt: number;
  readonly #candidacies: (readonly [metric: string, candidacy: Candidacy])[] = [];
  /** Leader-only workers that run. */
  working = 0;
  /** True from SIGTERM on. */
  stopping = false;
  conduct: Conduct | null = null;

  constructor(surroundings: Surroundings, settings: Settings) {
    this.surroundings = surroundings;
    this.settings = settings;
    this.startedAt = surroundings.clock.now();
    this.#planFaults();
  }

  readonly terminate = (): void => {
    if (this.stopping || this.settings.behaviour.flag('ignore-term')) return;
    this.stopping = true;
    this.conduct?.stop();
  };

  readonly gone = (): void => {
    for (const [, candidacy] of this.#candidacies) candidacy.abandon();
  };

  readonly page = (port: number, path: string, token: string | null, tls: boolean) => {
    const { behaviour, profile, clientGo } = this.settings;
    const age = this.surroundings.clock.now() - this.startedAt;
    const within = (name: string) => behaviour.duration(name);
    const stuck = behaviour.flag('works-after-loss');
    const blocked = behaviour.flag('wedged') || this.settings.values['block-reconcile'] === 'true';
    // controller-runtime sets the gauge since 0.14 (client-go 0.26)
    const exported = profile.kind === 'elector' || clientGo >= 26 ? this.#candidacies : [];
    const served = {
      gauges: exported.map(([name, candidacy]) => [name, candidacy.gauge || (stuck && this.working > 0)] as const),
      slowPaths: profile.kind === 'elector' && clientGo >= 30 ? this.#slowPaths() : null,
      workers: profile.controllers.map(([name]) => [name, blocked ? Math.min(1, this.working) : 0] as const),
      reconciled: this.working > 0 && !blocked ? 1 : 0,
      healthy: age < (within('unhealthy-after') ?? Number.POSITIVE_INFINITY),
      ready: age >= (within('ready-after') ?? 0) && (behaviour.text('ready-when') !== 'leading' || this.#leads()),
      startedAt: this.startedAt,
    };
    return page(this.settings, this.surroundings, served, port, path, token, tls);
  };

  readonly competitors = () => this.#candidacies.map(([, candidacy]) => candidacy.competitor);

  /** Builds an elector. @throws RangeError with client-go's words (reference 1.1) */
  stand(
    metric: string,
    options: Omit<CandidacyOptions, 'clientGo' | 'write' | 'manager'>,
    write: (line: Line) => void,
  ): Candidacy {
    const { clientGo, profile } = this.settings;
    const manager = profile.binary.slice(profile.binary.lastIndexOf('/') + 1);
    const candidacy = new Candidacy(this.surroundings, { ...options, clientGo, write, manager });
    this.#candidacies.push([metric, candidacy]);
    return candidacy;
  }

  /** A line of the program's own. */
  readonly say = (line: Line): void => {
    const { logs, debug } = this.settings;
    if (line.level === 'debug' && !debug) return;
    const wall = this.surroundings.clock.wall();
    const write = logs === 'klog' ? klogText : logs === 'zap-json' ? zapJson : zapConsole;
    this.surroundings.print(write(line, wall));
  };

  /** A line of client-go's. */
  readonly sayElection = (line: Line): void => {
    const own = this.settings.profile.oneLogger || line.level === 'debug';
    if (own) this.say(this.settings.logs === 'klog' || line.logger ? line : { ...line, logger: 'leaderelection' });
    else this.surroundings.print(klogText(line, this.surroundings.clock.wall()));
  };

  #leads(): boolean {
    return this.#candidacies.some(([, candidacy]) => candidacy.gauge);
  }

  #slowPaths(): number {
    return this.#candidacies.reduce((sum, [, candidacy]) => sum + candidacy.slowPaths, 0);
  }

  #exceedsMemory(): boolean {
    const needed = this.settings.behaviour.text('needs-memory');
    const { memoryLimit } = this.surroundings;
    return needed === null || (memoryLimit !== null && bytesOf(memoryLimit) < bytesOf(needed));
  }

  #planFaults(): void {
    const { behaviour } = this.settings;
    const { clock, exit, print } = this.surroundings;
    const plan = (name: string, act: () => void) => {
      const ms = behaviour.duration(name);
      if (ms !== null) clock.after(ms, act);
    };
    plan('crash-after', () => {
      const pairs = [['err', `gave up after ${goDuration(behaviour.duration('crash-after') ?? 0)}`]] as const;
      this.say({ level: 'error', message: 'fatal error', pairs, logger: 'setup', at: 'main.go:120' });
      exit(1);
    });
    plan('panic-after', () => {
      print('panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 1 [running]:');
      exit(2);
    });
    plan('oom-after', () => {
      if (this.#exceedsMemory()) exit(137, 'OOMKilled');
    });
  }
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};

/** A Kubernetes quantity of memory; what is none counts as nothing. */
function bytesOf(quantity: string): number {
  const [, number = '0', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(number) * (UNITS[unit] ?? 0);
}
