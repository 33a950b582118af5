// client-go's leader elector on a clock that is handed to it: compete, renew, lose or let go, and never compete again (reference 1.2).

import { JITTER } from '../election/timing.ts';
import { tryAcquireOrRenew } from './acquire-or-renew.ts';
import { type Candidate, candidateOf, type ElectorConfig, type ElectorWorld, leads } from './candidate.ts';
import type { Cancel } from './clock.ts';
import { type EndReason, lostWords } from './era.ts';
import { Context } from './lock.ts';
import { uniform } from './random.ts';
import { release } from './release.ts';

type Phase = 'idle' | 'acquiring' | 'renewing' | 'ending' | 'over';

export class Elector {
  readonly #candidate: Candidate;
  #phase: Phase = 'idle';
  #abandoned = false;
  #context = new Context();
  /** The next try, or the next cycle. */
  #next: Cancel = () => {};
  #deadline: Cancel = () => {};
  #reported = '';

  /** @throws RangeError with client-go's words where it would refuse the settings (reference 1.1) */
  constructor(config: ElectorConfig, world: ElectorWorld) {
    // a process that was killed says nothing, even in the middle of a sentence
    const tell: ElectorWorld['tell'] = (event) => {
      if (!this.#abandoned) world.tell(event);
    };
    this.#candidate = candidateOf(config, { ...world, tell });
  }

  /** Begins to compete, with a first try at once. A second call does nothing: Run is called once. */
  start(): void {
    if (this.#phase !== 'idle') return;
    this.#phase = 'acquiring';
    this.#tell({ type: 'attempting' });
    this.#tryToAcquire();
  }

  /** The program's context is cancelled, as at the end of an orderly shutdown: lets go, releases if it is set to, stops. */
  cancel(): void {
    const { busy } = this.#context;
    this.#next();
    if (this.#phase === 'idle') this.#phase = 'over';
    else if (this.#phase === 'acquiring') {
      this.#context.end('context canceled');
      if (this.#phase === 'acquiring') this.#stopped(false);
    } else if (this.#phase === 'renewing') {
      const inCycle = this.#context.reason === null;
      if (inCycle) this.#endCycle('context canceled', busy);
      else this.#endLeading();
    }
  }

  /** The process is killed: no further act, and nothing is told. A request on its way may still arrive. */
  abandon(): void {
    this.#phase = 'over';
    this.#abandoned = true;
    this.#next();
    this.#deadline();
    this.#candidate.lock.drop();
  }

  /** client-go's IsLeader: the last record it saw names it, even if it stopped long ago. */
  leads(): boolean {
    return leads(this.#candidate);
  }

  /** client-go's GetLeader: the last holder it saw, empty where it saw none. */
  get observedHolder(): string {
    return this.#candidate.observed.holder;
  }

  #tryToAcquire(): void {
    const { config, world } = this.#candidate;
    tryAcquireOrRenew(this.#candidate, this.#context, (ok) => {
      if (this.#phase !== 'acquiring') return;
      this.#reportLeader();
      if (ok) {
        this.#beginLeading();
        return;
      }
      this.#tell({ type: 'try-failed' });
      if (this.#context.reason !== null) return;
      const wait = uniform(world.random, config.retryPeriodMs, config.retryPeriodMs * (1 + JITTER));
      this.#next = world.clock.after(wait, () => this.#tryToAcquire());
    });
  }

  #beginLeading(): void {
    this.#phase = 'renewing';
    this.#tell({ type: 'recorded', message: 'became leader' });
    this.#tell({ type: 'gauge', on: true });
    this.#tell({ type: 'acquired' });
    this.#tell({ type: 'started-leading' });
    // whoever was told may have cancelled
    if (this.#phase === 'renewing') this.#beginCycle();
  }

  /** One renewal: tries every retry period until one succeeds or the deadline has passed. */
  #beginCycle(): void {
    const { config, world } = this.#candidate;
    const context = new Context();
    const startedAt = world.clock.now();
    this.#context = context;
    this.#deadline = world.clock.after(config.renewDeadlineMs, () =>
      this.#endCycle('context deadline exceeded', context.busy),
    );
    const attempt = () =>
      tryAcquireOrRenew(this.#candidate, context, (ok) => {
        if (context.reason !== null || this.#phase !== 'renewing') return;
        if (ok) {
          this.#endTurn();
          return;
        }
        const passed = world.clock.now() - startedAt;
        const ticks = Math.floor(passed / config.retryPeriodMs) + 1;
        this.#next = world.clock.after(ticks * config.retryPeriodMs - passed, attempt);
      });
    attempt();
  }

  #endTurn(): void {
    const { config, world } = this.#candidate;
    this.#deadline();
    // nothing of this cycle is left to be cut off
    this.#context.end('context canceled');
    this.#reportLeader();
    this.#tell({ type: 'renewed' });
    if (this.#phase === 'renewing') this.#next = world.clock.after(config.retryPeriodMs, () => this.#beginCycle());
  }

  /** A cycle ends without success, by its deadline or because the program stops: what is under way is cut off. */
  #endCycle(reason: EndReason, busy: boolean): void {
    const { config, era } = this.#candidate;
    this.#next();
    this.#deadline();
    this.#context.end(reason);
    this.#reportLeader();
    if (!era.recordsEveryStop) this.#tell({ type: 'recorded', message: 'stopped leading' });
    this.#tell({ type: 'gauge', on: false });
    this.#tell({
      type: 'renew-lost',
      error: lostWords(config.clientGo, reason, busy),
      reason: reason === 'context canceled' ? 'canceled' : 'deadline',
    });
    this.#endLeading();
  }

  /** Release comes before the work is told to stop (reference 1.4). */
  #endLeading(): void {
    const { config, era } = this.#candidate;
    this.#phase = 'ending';
    const end = () => {
      if (this.#phase !== 'ending') return;
      if (era.recordsEveryStop) this.#tell({ type: 'recorded', message: 'stopped leading' });
      this.#stopped(true);
    };
    if (config.releaseOnCancel) release(this.#candidate, end);
    else end();
  }

  #stopped(wasLeading: boolean): void {
    this.#phase = 'over';
    this.#tell({ type: 'stopped-leading', wasLeading });
  }

  #reportLeader(): void {
    const { holder } = this.#candidate.observed;
    if (holder === this.#reported) return;
    this.#reported = holder;
    this.#tell({ type: 'new-leader', identity: holder });
  }

  #tell(event: Parameters<ElectorWorld['tell']>[0]): void {
    this.#candidate.world.tell(event);
  }
}
