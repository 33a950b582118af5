// One Lease watched for a measurement: each state with the moment at which it came, and since when it can have been so.

import type { LeaseSeen } from '../election/handover-seen.ts';
import type { Lease } from '../election/lease.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { ServerClock } from './server-clock.ts';
import { toLease } from './translate.ts';
import { SETTLE_MS, type WatchNews } from './watch.ts';

/** So often the Lease is read beside its watch: a connection may be dead without anybody saying so. */
const READ_MS = 1000;
/** A watch that has not told of it by then lags behind. */
const LAG_MS = 300;
const LIVE_CHANGES = 2;

export interface LeaseTapOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly namespace: string;
  readonly name: string;
  readonly signal: AbortSignal;
  readonly tell: (seen: LeaseSeen) => void;
  /** For how long what is looked at now may have waited in this process; none where left out. */
  readonly heldUpMs?: () => number;
  /** Told where the watch is down or the server is silent; null when all is well again. */
  readonly trouble: (why: string | null) => void;
}

export class LeaseTap {
  readonly serverClock = new ServerClock();
  private known: Lease | null = null;
  /** Up to when what is known is known to hold. */
  private proven = Number.NEGATIVE_INFINITY;
  /** Of what comes now, the earliest moment at which it can have happened; null while the watch runs. */
  private staleSince: number | null = null;
  private settledAt = 0;
  private listed = false;
  private connected = false;
  private changes = 0;
  private renewed: () => void = () => {};
  private failed: (error: unknown) => void = () => {};
  /**
   * Settles once the watch has told of two changes: then it is known to live, and the second one tells how late the first was seen.
   * @throws ClusterError where it may not watch
   */
  readonly live: Promise<void>;

  constructor(private readonly options: LeaseTapOptions) {
    this.live = new Promise((resolve, reject) => {
      this.renewed = resolve;
      this.failed = reject;
    });
    this.live.catch(() => {});
    void this.follow();
    void this.readOn();
  }

  /** Reads it now. @returns null where it is not there @throws ClusterError */
  async read(): Promise<Lease | null> {
    const { cluster, clock, namespace, name } = this.options;
    const sentAt = clock.now();
    try {
      const { value, date } = await cluster.get('leases', namespace, name);
      const lease = toLease(value);
      this.serverClock.note(date, sentAt, clock.now());
      if (lease.resourceVersion === this.known?.resourceVersion) this.proven = Math.max(this.proven, sentAt);
      return lease;
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'not-found') return null;
      throw error;
    }
  }

  private async follow(): Promise<void> {
    const { cluster, namespace, name, signal } = this.options;
    try {
      const how = { fieldSelector: `metadata.name=${name}`, signal };
      for await (const news of cluster.watch('leases', namespace, how)) this.take(news);
    } catch (error) {
      this.failed(error);
      if (!(error instanceof ClusterError)) throw error;
      this.options.trouble(error.message);
    }
  }

  private take(news: WatchNews): void {
    const { at } = news;
    switch (news.kind) {
      case 'interrupted':
        this.staleSince ??= this.proven;
        this.options.trouble(news.error.message);
        return;
      case 'connected':
        // a server that ends a watch after its time says nothing, and what happens in between comes late all the same
        if (this.connected) this.staleSince ??= this.proven;
        this.connected = true;
        this.settledAt = at + SETTLE_MS;
        this.options.trouble(null);
        return;
      case 'listed': {
        const [item] = news.items;
        const first = !this.listed;
        if (!first) this.staleSince ??= this.proven;
        this.listed = true;
        this.sees(item === undefined ? null : toLease(item), at, first);
        return;
      }
      case 'bookmark':
        return;
      default:
        this.sees(news.kind === 'deleted' ? null : toLease(news.object), at, true);
        if (++this.changes === LIVE_CHANGES) this.renewed();
    }
  }

  private sees(lease: Lease | null, at: number, whole: boolean): void {
    if (this.staleSince !== null && at >= this.settledAt && this.connected && whole) this.staleSince = null;
    const since = this.staleSince ?? at;
    this.known = lease;
    this.proven = Math.max(this.proven, this.staleSince === null ? at : since);
    const heldUpMs = this.options.heldUpMs?.() ?? 0;
    this.options.tell({ kind: 'lease', at, since, whole, heldUpMs, lease });
  }

  private async readOn(): Promise<void> {
    const { clock, signal } = this.options;
    while (!signal.aborted) {
      // at other parts of a second each time, so that the Dates narrow down the server's clock
      await clock.sleep(READ_MS * (0.75 + ((clock.now() / 7) % 0.4)));
      if (signal.aborted) return;
      await this.compare();
    }
  }

  /** A state that a read shows and the watch does not is told as one that came late. */
  private async compare(): Promise<void> {
    const { clock, signal, trouble, cluster } = this.options;
    cluster.extend(0);
    const before = this.proven;
    try {
      const lease = await this.read();
      const at = clock.now();
      await clock.sleep(LAG_MS);
      if (signal.aborted || !this.listed || !isBehind(this.known, lease)) return;
      trouble('the watch lags behind what a read shows');
      this.staleSince ??= before;
      this.settledAt = clock.now() + SETTLE_MS;
      this.sees(lease, at, false);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (!signal.aborted) trouble(error.message);
    }
  }
}

function isBehind(known: Lease | null, read: Lease | null): boolean {
  if (known === null || read === null) return known !== read && !(known === null && read === null);
  if (known.uid !== read.uid) return true;
  return Number(known.resourceVersion) < Number(read.resourceVersion);
}
