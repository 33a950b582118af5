// The replicas of an election watched for a measurement: their pods, what they print of their work, and what their metrics say.

import { canRun, electorOf } from '../election/candidate.ts';
import { claimIn } from '../election/claim.ts';
import type { Seen, Work } from '../election/handover-seen.ts';
import type { Pod } from '../election/observation.ts';
import { LogScanner } from '../logs/scanner.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { toClaims, toPod } from './translate.ts';
import { toWork } from './translate-work.ts';
import type { WatchNews } from './watch.ts';

/** Twice within a retry period where that is long enough (contract 4), and never so often that asking keeps news waiting. */
const ASK_MS = 750;
const AGAIN_MS = 500;
/** From a leader's acquisition on so much of its log is read, to learn whether the program tells of its work at all. */
const HABIT_BYTES = 1 << 18;
const EARLIER_MS = 5000;

export interface ReplicaTapOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Of the pods. */
  readonly namespace: string;
  readonly leaseName: string;
  readonly isReplica: (pod: Pod) => boolean;
  /** As they were read. */
  readonly pods: readonly Pod[];
  readonly signal: AbortSignal;
  readonly tell: (seen: Seen) => void;
  /** What could not be had, once each. */
  readonly missed: (what: 'pods' | 'logs', error: ClusterError) => void;
  /** By the API server's clock, RFC 3339. */
  readonly since: string;
}

export class ReplicaTap {
  private readonly pods = new Map<string, Pod>();
  private readonly followed = new Set<string>();
  private opened: () => void = () => {};
  /** Settles once the pods are watched, or it is known that they cannot be. */
  readonly live: Promise<void>;

  constructor(private readonly options: ReplicaTapOptions) {
    this.live = new Promise((resolve) => {
      this.opened = resolve;
    });
    for (const pod of options.pods) this.sees(pod, 0);
    void this.follow();
    void this.ask();
  }

  get all(): readonly Pod[] {
    return [...this.pods.values()];
  }

  /** Whether this replica's log tells when its work begins: only then a missing line says something. */
  async tellsOfWork(pod: Pod, acquireTime: string | null): Promise<boolean> {
    const { cluster, signal } = this.options;
    const container = electorOf(pod)?.name;
    if (!container || acquireTime === null || Number.isNaN(Date.parse(acquireTime))) return false;
    const sinceTime = new Date(Date.parse(acquireTime) - EARLIER_MS).toISOString();
    let told = false;
    const scanner = this.scanner(() => {
      told = true;
    });
    try {
      const wish = { container, previous: false, sinceTime, limitBytes: HABIT_BYTES, signal };
      const { chunks } = await cluster.log(pod.namespace, pod.name, wish);
      for await (const chunk of chunks) scanner.push(chunk);
      scanner.end();
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (!signal.aborted) this.options.missed('logs', error);
    }
    return told;
  }

  private async follow(): Promise<void> {
    const { cluster, namespace, signal } = this.options;
    try {
      for await (const news of cluster.watch('pods', namespace, { signal })) this.take(news);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      this.options.missed('pods', error);
      this.opened();
    }
  }

  private take(news: WatchNews): void {
    if (news.kind === 'connected') this.opened();
    if (news.kind === 'listed') {
      const listed = new Map(news.items.map(toPod).map((pod) => [keyOf(pod), pod]));
      for (const [key, pod] of this.pods) if (!listed.has(key)) this.loses(pod, news.at);
      for (const pod of listed.values()) this.sees(pod, news.at);
    }
    if (news.kind === 'added' || news.kind === 'modified') this.sees(toPod(news.object), news.at);
    if (news.kind === 'deleted') this.loses(toPod(news.object), news.at);
  }

  private sees(pod: Pod, at: number): void {
    if (!this.options.isReplica(pod)) return;
    const before = this.pods.get(keyOf(pod)) ?? null;
    this.pods.set(keyOf(pod), pod);
    this.options.tell({ kind: 'pod', at, before, pod });
    const elector = electorOf(pod);
    const run = `${keyOf(pod)} ${elector?.restarts}`;
    if (!elector || elector.runningSince === null || this.followed.has(run)) return;
    this.followed.add(run);
    void this.followLog(pod, elector.name);
  }

  private loses(pod: Pod, at: number): void {
    const before = this.pods.get(keyOf(pod));
    if (!before) return;
    this.pods.delete(keyOf(pod));
    this.options.tell({ kind: 'pod', at, before, pod: null });
  }

  /** Until its process ends. Lines that come twice after a break say nothing new. */
  private async followLog(pod: Pod, container: string): Promise<void> {
    const { cluster, clock, signal, since } = this.options;
    let sinceTime = since;
    for (let tries = 0; !signal.aborted && tries < 20; tries++) {
      const scanner = this.scanner((says, stamp) =>
        this.options.tell({ kind: 'line', at: clock.now(), pod: pod.name, stamp, says }),
      );
      try {
        const wish = { container, previous: false, follow: true, sinceTime, signal };
        const { chunks } = await cluster.log(pod.namespace, pod.name, wish);
        for await (const chunk of chunks) scanner.push(chunk);
        scanner.end();
        return;
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        if (signal.aborted || error.reason === 'not-found') return;
        if (error.reason === 'forbidden') return this.options.missed('logs', error);
        sinceTime = scanner.lastAt ?? sinceTime;
        await clock.sleep(AGAIN_MS);
      }
    }
  }

  private scanner(
    tell: (says: 'workers-started' | 'release-failed' | 'shutdown-overdue', stamp: string | null) => void,
  ) {
    return new LogScanner({
      stamped: true,
      every: false,
      onLine: ({ at, reading }) => {
        const sign = reading?.sign;
        if (sign === 'workers-started' || sign === 'release-failed' || sign === 'shutdown-overdue') tell(sign, at);
      },
    });
  }

  /** Asks those whose metrics are served in the clear, in rounds. */
  private async ask(): Promise<void> {
    const { clock, cluster, signal, leaseName } = this.options;
    while (!signal.aborted) {
      const at = clock.now();
      const asked = this.all.filter(
        (pod) => canRun(pod) && pod.arguments.metrics !== null && !pod.arguments.metrics.secure,
      );
      const answers = await Promise.all(
        asked.map(async ({ namespace, name, arguments: set }) => {
          const answer = await cluster.podPage(namespace, name, set.metrics?.port ?? 0, '/metrics');
          if (!('page' in answer)) return [];
          const scrape = { namespace, pod: name, round: 1, claims: toClaims(answer.page), failure: null };
          const work: Work = toWork(answer.page);
          return [{ pod: name, claims: claimIn(scrape, leaseName), work }];
        }),
      );
      if (signal.aborted) return;
      if (answers.flat().length > 0)
        this.options.tell({ kind: 'claims', at, until: clock.now(), answers: answers.flat() });
      await clock.sleep(ASK_MS);
    }
  }
}

function keyOf({ uid, namespace, name }: Pod): string {
  return uid ?? `${namespace}/${name}`;
}
