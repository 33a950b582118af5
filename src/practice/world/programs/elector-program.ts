// A controller manager with nothing to control: client-go's own elector, as the test images' `/elector` is written.

import { uniform } from '../../../elector/random.ts';
import type { Candidacy } from './candidacy.ts';
import { type Conduct, ElectingProcess } from './electing-process.ts';
import type { Running, Surroundings } from './program.ts';
import type { Settings } from './settings.ts';
import type { Line } from './wording.ts';

/** From the start of the process to the first try. */
const START_MS = [80, 250] as const;

export function runElector(surroundings: Surroundings, settings: Settings): Running {
  const host = new ElectingProcess(surroundings, settings);
  host.conduct = new ElectorConduct(host);
  host.conduct.begin();
  return host;
}

class ElectorConduct implements Conduct {
  readonly #host: ElectingProcess;
  #candidacy: Candidacy | null = null;

  constructor(host: ElectingProcess) {
    this.#host = host;
  }

  begin(): void {
    const { settings, surroundings } = this.#host;
    const { clock, random } = surroundings;
    const takes = settings.behaviour.duration('start-takes') ?? uniform(random, ...START_MS);
    clock.after(takes, () => this.#elect());
  }

  stop(): void {
    const { settings, surroundings } = this.#host;
    this.#host.say(klog('Stopping and waiting for leader election runnables', 72));
    const takes = settings.behaviour.duration('stop-takes') ?? 0;
    surroundings.clock.after(takes, () => {
      if (this.#candidacy === null) surroundings.exit(0);
      else this.#candidacy.cancel();
    });
  }

  #elect(): void {
    const { settings, surroundings, say } = this.#host;
    if (this.#host.stopping) return;
    if (!settings.elects) {
      say(klog('leader election is off; starting workers', 75));
      this.#host.working = 1;
      return;
    }
    const removed = removedLock(settings);
    if (removed !== null) {
      say({ level: 'error', message: removed, at: 'main.go:80', plain: true });
      surroundings.exit(1);
      return;
    }
    const { lease: name, leaseNamespace: namespace } = settings;
    const on = { started: () => this.#started(), stopped: () => this.#stopped() };
    try {
      const options = { ...settings, name, namespace, recorded: true, on };
      this.#candidacy = this.#host.stand(name, options, this.#host.sayElection);
    } catch (error) {
      // RunOrDie panics with it
      surroundings.print(`panic: ${(error as Error).message}\n\ngoroutine 1 [running]:`);
      surroundings.exit(2);
      return;
    }
    this.#candidacy.start();
  }

  #started(): void {
    this.#host.working = 1;
    this.#host.say(klog('Starting workers', 89));
  }

  #stopped(): void {
    const { settings, surroundings, say, stopping } = this.#host;
    if (stopping) {
      surroundings.exit(0);
      return;
    }
    if (settings.behaviour.text('on-loss') === 'ignore') {
      if (!settings.behaviour.flag('works-after-loss')) this.#host.working = 0;
      return;
    }
    say({ ...klog('problem running manager: leader election lost', 94), level: 'error' });
    surroundings.exit(1);
  }
}

/** client-go's refusal of a kind of lock that it does not know any more (reference 2.5); null where it knows it. */
function removedLock({ lock, clientGo }: Settings): string | null {
  if (lock === 'leases') return null;
  if (lock === 'configmapsleases')
    return clientGo >= 28 ? 'configmapsleases lock is removed, migrated to leases' : null;
  if (lock === 'configmaps') return 'configmaps lock is removed, migrate to configmapsleases';
  return `Invalid lock-type ${lock}`;
}

function klog(message: string, line: number): Line {
  return { level: 'info', message, at: `main.go:${line}`, plain: true };
}
