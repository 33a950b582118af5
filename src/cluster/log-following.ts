// The logs of a workload as they grow: pods that come are followed too, those that go end; what came is put in order, some at a time.

import { type LogChoice, type LogSource, logSourcesOf } from '../election/log-sources.ts';
import type { Pod } from '../election/observation.ts';
import type { ContainerLog } from '../logs/log-event.ts';
import { ClusterError } from './cluster-error.ts';
import { type FeedWish, LineMaker, type LogFeed, type LogLine } from './log-feed.ts';
import { followLog } from './log-follow.ts';
import { LogSeam } from './log-seam.ts';
import { PodBook } from './pod-book.ts';
import { logOf } from './read-logs.ts';

/** Lines of several pods that come within this time are put in order. */
const WINDOW_MS = 200;
/** Looks for pods that came, where nothing tells of them. */
const LOOK_MS = 1000;
/** So many lines wait for whoever prints them; then the servers are held back. */
const MOST_WAITING = 20_000;

export interface FollowWish extends FeedWish {
  readonly namespace: string;
  /** Where each log was left. */
  readonly feeds: readonly LogFeed[];
  readonly pods: readonly Pod[];
  readonly choice: LogChoice;
  /** Whether a pod that comes is one of those that are followed. */
  readonly isOurs: (pod: Pod) => boolean;
  /** More containers than this are not followed. */
  readonly most: number;
}

export interface Followed {
  readonly lines: readonly LogLine[];
  /** What happened to the logs. */
  readonly notes: readonly string[];
  /** Whether a pod changed. */
  readonly podsChanged: boolean;
}

/** A process whose log is read, or was. */
interface Process {
  readonly source: LogSource;
  readonly maker: LineMaker;
}

export class Following {
  private readonly book: PodBook;
  private readonly wish: FollowWish;
  private readonly present = new Map<string, Process>();
  private readonly past: Process[] = [];
  private lines: LogLine[] = [];
  private notes: string[] = [];
  private podsChanged = false;
  private failure: unknown = null;
  private wake = () => {};
  private readonly heldBack: (() => void)[] = [];

  constructor(wish: FollowWish) {
    this.wish = wish;
    this.book = new PodBook(wish.cluster, wish.clock, wish.namespace, wish.pods);
  }

  /** The pods as they are now. */
  get pods(): readonly Pod[] {
    return this.book.all;
  }

  /** What each log said of election so far. */
  get logs(): ContainerLog[] {
    return [...this.past, ...this.present.values()].map(({ source, maker }) =>
      logOf(source, this.wish, maker.scanner, maker.entries),
    );
  }

  /** What is new, until the signal ends it. @throws ClusterError where the logs may not be read */
  async *news(): AsyncGenerator<Followed> {
    const { signal, clock } = this.wish;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    this.goOn();
    void this.book.keep(signal).catch((error) => this.fail(error));
    void this.watchPods().catch((error) => this.fail(error));
    while (!signal.aborted) {
      if (this.lines.length === 0 && this.notes.length === 0 && !this.podsChanged && this.failure === null) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        if (!signal.aborted) await clock.sleep(WINDOW_MS);
      }
      if (this.failure !== null) throw this.failure;
      yield this.taken();
    }
  }

  private taken(): Followed {
    const { lines, notes, podsChanged } = this;
    this.lines = [];
    this.notes = [];
    this.podsChanged = false;
    for (const tell of this.heldBack.splice(0)) tell();
    return { lines: inOrder(lines), notes, podsChanged };
  }

  /** Of each container the last log that was read goes on; those of processes before it are over. */
  private goOn(): void {
    const newestFirst = this.wish.feeds.toSorted((a, b) => b.source.restarts - a.source.restarts);
    for (const { source, maker, seam } of newestFirst) {
      if (this.present.has(keyOf(source))) this.past.unshift({ source, maker });
      else this.begin({ source, maker }, seam, this.wish);
    }
  }

  private async watchPods(): Promise<void> {
    const { signal } = this.wish;
    while (!signal.aborted) {
      for (const source of this.newSources()) {
        // what a pod that came has printed so far is new, all of it
        const all = { ...this.wish, since: null, tail: null };
        this.begin({ source, maker: new LineMaker(source, all) }, new LogSeam(), all);
      }
      if (!(await this.book.changed(LOOK_MS))) continue;
      this.podsChanged = true;
      this.wake();
    }
  }

  /** Containers that have begun since. */
  private newSources(): LogSource[] {
    const { choice, isOurs, pods, most } = this.wish;
    const before = new Set(pods.map(({ uid, name }) => uid ?? name));
    const ours = this.book.all.filter((pod) => before.has(pod.uid ?? pod.name) || isOurs(pod));
    const sources = logSourcesOf(ours, { ...choice, previous: 'never' });
    return sources.filter((one) => !this.present.has(keyOf(one))).slice(0, Math.max(0, most - this.present.size));
  }

  private begin(process: Process, seam: LogSeam, wish: FollowWish): void {
    this.present.set(keyOf(process.source), process);
    void this.follow(process, seam, wish).catch((error) => this.fail(error));
  }

  private async follow(first: Process, seam: LogSeam, wish: FollowWish): Promise<void> {
    let { source, maker } = first;
    for await (const news of followLog(source, seam, { ...wish, pods: this.book })) {
      if ('lines' in news) this.lines.push(...maker.make(news.lines));
      else this.notes.push(news.note);
      if ('restarted' in news && news.restarted) {
        this.lines.push(...maker.end());
        this.past.push({ source: { ...source, previous: true }, maker });
        source = {
          ...source,
          previous: false,
          restarts: news.restarted.restarts,
          startedAt: news.restarted.runningSince,
        };
        maker = new LineMaker(source, wish);
        this.present.set(keyOf(source), { source, maker });
      }
      this.wake();
      if (this.lines.length > MOST_WAITING) await new Promise<void>((resolve) => this.heldBack.push(resolve));
    }
    this.lines.push(...maker.end());
    this.wake();
  }

  private fail(error: unknown): void {
    if (this.wish.signal.aborted && error instanceof ClusterError) return;
    this.failure ??= error;
    this.wake();
  }
}

function keyOf({ namespace, pod, podUid, container }: LogSource): string {
  return `${podUid ?? `${namespace}/${pod}`}/${container}`;
}

/** Stable: lines of one log with the same stamp stay as they are. */
function inOrder(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
}
