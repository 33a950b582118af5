// What keeps a living cluster's state fed: watches, questions where they are silent, and the slow parts read again.

import type { Change } from '../election/change.ts';
import { type Election, electionsOf } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Cluster, Resource } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import type { DatedChange, LiveOptions, Moment } from './live.ts';
import { FRESH_MS, LiveState } from './live-state.ts';
import { observe } from './observe.ts';
import { toLease } from './translate.ts';
import type { WatchNews } from './watch.ts';

/** A healthy Lease is renewed every two seconds; after more silence than that the server is asked. */
const SILENT_MS = 2200;
const SLOW_PARTS_MS = 10_000;
const SLOW_PARTS_OF_ALL_MS = 30_000;
/** Reads of the server's clock at other parts of a second, at the start. */
const CALIBRATIONS = 6;
const CALIBRATE_MS = 217;

/** Follows one scope: keeps its watches, asks where they are silent, reads the slow parts again. */
export class Follower {
  private readonly state: LiveState;
  private readonly ended = new AbortController();
  private readonly watched = new Set<string>();
  private trouble: string | null = null;
  private busy = { asking: false, refreshing: false };
  private refreshedAt: number;
  private elections: readonly Election[] = [];
  private wake: () => void = () => {};

  constructor(
    private readonly cluster: Cluster,
    private readonly options: LiveOptions,
    first: Observation,
    /** When the first reading began. */
    askedAt: number,
  ) {
    const { clock, signal } = options;
    this.state = new LiveState(first, clock.now());
    // a reading that no Date came with has the local clock's time
    if (first.cluster.clockSkewMs !== null) this.state.serverClock.note(first.takenAt, askedAt, clock.now());
    this.refreshedAt = clock.now();
    signal.addEventListener('abort', () => this.end(), { once: true });
    this.watchAll(first);
    void this.calibrate();
  }

  moment(): Moment {
    const now = this.options.clock.now();
    const observation = this.state.at(now);
    this.elections = electionsOf(observation);
    const changes = this.state.takeChanges((chronicle) => chronicle.judged(this.elections, now));
    const silent = this.state.silentFor(now);
    if (silent && silent.ms > SILENT_MS) void this.ask(silent.namespace);
    const every = this.options.scope.namespace === null ? SLOW_PARTS_OF_ALL_MS : SLOW_PARTS_MS;
    if (now - this.refreshedAt > (changes.length > 0 ? every / 5 : every)) void this.refresh();
    const silentMs = Math.max(0, (silent?.ms ?? 0) - FRESH_MS);
    if (silentMs === 0 && silent && silent.ms < SILENT_MS) this.trouble = null;
    return { observation, changes: changes.map((change) => this.dated(change)), silentMs, trouble: this.trouble };
  }

  /** Until something changes, at most so long. */
  async rest(ms: number): Promise<void> {
    if (this.state.hasChanges || this.ended.signal.aborted) return;
    await Promise.race([
      this.options.clock.sleep(ms),
      new Promise<void>((resolve) => {
        this.wake = resolve;
      }),
    ]);
  }

  end(): void {
    this.ended.abort();
    this.wake();
  }

  private dated(change: Change): DatedChange {
    const ms = this.state.serverClock.at(change.at);
    return { ...change, time: ms === null ? null : new Date(ms).toISOString() };
  }

  private watchAll({ scope, leases, pods, workloads }: Observation): void {
    const foreign = [...leases.map(({ lease }) => lease), ...pods, ...workloads].map(({ namespace }) => namespace);
    const namespaces = scope.namespace === null ? [null] : new Set([scope.namespace, ...foreign]);
    for (const namespace of namespaces) {
      this.watch('leases', namespace, (news) => this.state.leaseNews(namespace, news));
      this.watch('pods', namespace, (news) => this.state.podNews(namespace, news));
    }
  }

  private watch(resource: Resource, namespace: string | null, tell: (news: WatchNews) => void): void {
    const key = `${resource} ${namespace ?? ''}`;
    if (this.watched.has(key)) return;
    this.watched.add(key);
    void this.follow(resource, namespace, tell);
  }

  private async follow(resource: Resource, namespace: string | null, tell: (news: WatchNews) => void): Promise<void> {
    try {
      for await (const news of this.cluster.watch(resource, namespace, { signal: this.ended.signal })) {
        if (news.kind === 'interrupted') this.trouble = news.error.message;
        tell(news);
        if (this.state.hasChanges) this.wake();
      }
    } catch (error) {
      // what may not be watched is read with the slow parts
      if (!(error instanceof ClusterError)) throw error;
      this.trouble = error.message;
    }
  }

  /** Whether the server speaks at all, and what it says of the Lease that is longest unrenewed: silence of a watch proves nothing. */
  private async ask(namespace: string | null): Promise<void> {
    const lease = this.state.longestUnrenewed(namespace);
    if (this.busy.asking) return;
    this.busy.asking = true;
    try {
      if (lease) await this.read(namespace, lease.namespace, lease.name);
      else await this.greet(namespace);
    } catch (error) {
      this.noteTrouble(error);
    } finally {
      this.busy.asking = false;
    }
  }

  private async read(contact: string | null, namespace: string, name: string): Promise<void> {
    const { clock } = this.options;
    this.cluster.extend(0);
    const sentAt = clock.now();
    try {
      const { value, date } = await this.cluster.get('leases', namespace, name);
      const receivedAt = clock.now();
      this.state.serverClock.note(date, sentAt, receivedAt);
      this.state.asked(contact, toLease(value), sentAt, receivedAt);
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason !== 'not-found') throw error;
      this.state.asked(contact, null, sentAt, clock.now());
    }
    if (this.state.hasChanges) this.wake();
  }

  /** Whether the server speaks, where there is no Lease to ask for. */
  private async greet(contact: string | null): Promise<void> {
    this.cluster.extend(0);
    const sentAt = this.options.clock.now();
    await this.cluster.version();
    this.state.asked(contact, null, sentAt, this.options.clock.now());
  }

  private async calibrate(): Promise<void> {
    const [election] = electionsOf(this.state.at(this.options.clock.now()));
    if (!election?.lease) return;
    const { namespace, name } = election.lease;
    try {
      for (let done = 0; done < CALIBRATIONS && !this.ended.signal.aborted; done++) {
        await this.read(this.options.scope.namespace === null ? null : namespace, namespace, name);
        await this.options.clock.sleep(CALIBRATE_MS);
      }
    } catch (error) {
      this.noteTrouble(error);
    }
  }

  private async refresh(): Promise<void> {
    if (this.busy.refreshing) return;
    this.busy.refreshing = true;
    try {
      this.cluster.extend(0);
      const base = await observe(this.cluster, { ...this.options, observeMs: 0, progress: () => {} });
      this.state.refreshed(base);
      this.watchAll(base);
    } catch (error) {
      this.noteTrouble(error);
    } finally {
      this.refreshedAt = this.options.clock.now();
      this.busy.refreshing = false;
    }
  }

  private noteTrouble(error: unknown): void {
    if (!(error instanceof ClusterError)) throw error;
    if (!this.ended.signal.aborted) this.trouble = error.message;
  }
}
