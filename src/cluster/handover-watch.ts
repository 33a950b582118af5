// Everything that is watched while a handover is measured, opened before the trigger and known to live by then.

import type { Seen } from '../election/handover-seen.ts';
import type { Lease } from '../election/lease.ts';
import type { Gap, Pod } from '../election/observation.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterError, gapReasonOf } from './cluster-error.ts';
import { Lateness } from './lateness.ts';
import { LeaseTap } from './lease-tap.ts';
import { ReplicaTap } from './replica-tap.ts';

export interface HandoverWatchOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly lease: { readonly namespace: string; readonly name: string };
  /** Of the pods. */
  readonly namespace: string;
  readonly pods: readonly Pod[];
  readonly isReplica: (pod: Pod) => boolean;
  /** The API server's time, RFC 3339. */
  readonly since: string;
  readonly signal: AbortSignal;
}

export class HandoverWatch {
  /** What was seen so far, in the order in which it came. */
  readonly seen: Seen[] = [];
  readonly gaps: Gap[] = [];
  /** Why nothing may be heard just now; null while all is well. */
  trouble: string | null = null;
  private readonly lease: LeaseTap;
  private readonly replicas: ReplicaTap;
  private readonly ended = new AbortController();
  private readonly lateness = new Lateness();
  private wake: () => void = () => {};

  constructor(private readonly options: HandoverWatchOptions) {
    const { cluster, clock, lease, signal } = options;
    signal.addEventListener('abort', () => this.end(), { once: true });
    const tell = (seen: Seen) => {
      this.seen.push(seen);
      this.wake();
    };
    const ended = this.ended.signal;
    const trouble = (why: string | null) => {
      this.trouble = why;
    };
    this.lease = new LeaseTap({
      cluster,
      clock,
      ...lease,
      signal: ended,
      tell,
      trouble,
      heldUpMs: () => this.lateness.heldUpMs(),
    });
    this.replicas = new ReplicaTap({
      ...options,
      leaseName: lease.name,
      signal: ended,
      tell,
      missed: (what, error) => this.missed(what, error),
    });
  }

  /** Until the watches run and the Lease's has told of a first renewal, at most so long. @throws ClusterError where it may not watch */
  async live(mostMs: number): Promise<boolean> {
    const live = Promise.all([this.lease.live, this.replicas.live]).then(() => true);
    return Promise.race([live, this.options.clock.sleep(mostMs).then(() => false)]);
  }

  /** The Lease as it is now. @throws ClusterError */
  read(): Promise<Lease | null> {
    return this.lease.read();
  }

  tellsOfWork(pod: Pod, acquireTime: string | null): Promise<boolean> {
    return this.replicas.tellsOfWork(pod, acquireTime);
  }

  get pods(): readonly Pod[] {
    return this.replicas.all;
  }

  /** The API server's time at a moment, RFC 3339 to a millisecond; null where no answer told it. */
  timeAt(at: number): string | null {
    const ms = this.lease.serverClock.at(at);
    return ms === null ? null : new Date(ms).toISOString();
  }

  /** From now on lateness counts. */
  startTiming(): void {
    this.lateness.reset();
  }

  /** For how long what is looked at now may have waited in this process, in milliseconds. */
  get heldUpMs(): number {
    return this.lateness.heldUpMs();
  }

  /** By how much this process was late at worst since then, in whole milliseconds: news may have waited for it so long. */
  get latenessMs(): number {
    return this.lateness.worstMs;
  }

  /** Until something is seen, at most so long. */
  async rest(ms: number): Promise<void> {
    await Promise.race([
      this.options.clock.sleep(ms),
      new Promise<void>((resolve) => {
        this.wake = resolve;
      }),
    ]);
  }

  add(seen: Seen): void {
    this.seen.push(seen);
  }

  end(): void {
    this.ended.abort();
    this.lateness.end();
    this.wake();
  }

  private missed(what: 'pods' | 'logs', error: ClusterError): void {
    if (this.gaps.some(({ evidence }) => evidence === what)) return;
    const { namespace } = this.options;
    const words = what === 'pods' ? 'watch the pods' : "the replicas' logs: when the new leader began to work";
    this.gaps.push({
      evidence: what,
      namespace,
      what: words,
      reason: gapReasonOf(error),
      detail: error.message,
    });
  }
}
