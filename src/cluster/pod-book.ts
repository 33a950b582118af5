// The pods of a namespace as they come and go, for whoever follows their logs: by a watch, else by looking again and again.

import type { LogSource } from '../election/log-sources.ts';
import type { Container, Pod } from '../election/observation.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { toPod } from './translate.ts';

const LOOK_MS = 2000;

export class PodBook {
  private readonly pods = new Map<string, Pod>();
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly cluster: Cluster,
    private readonly clock: Clock,
    private readonly namespace: string,
    first: readonly Pod[],
  ) {
    for (const pod of first) if (pod.namespace === namespace) this.pods.set(keyOf(pod), pod);
  }

  get all(): Pod[] {
    return [...this.pods.values()];
  }

  /** The container of a log as it is now; null where its pod is gone. */
  containerOf({ namespace, pod, podUid, container }: LogSource): Container | null {
    const found = this.pods.get(podUid ?? `${namespace}/${pod}`);
    return found?.containers.find(({ name }) => name === container) ?? null;
  }

  /** Whether its pod will never run again. */
  hasEnded({ namespace, pod, podUid }: LogSource): boolean {
    const phase = this.pods.get(podUid ?? `${namespace}/${pod}`)?.phase;
    return phase === 'Succeeded' || phase === 'Failed';
  }

  /** Until a pod changes, at most so long. @returns whether one did */
  async changed(ms: number): Promise<boolean> {
    let tell = () => {};
    const change = new Promise<boolean>((resolve) => {
      tell = () => resolve(true);
      this.waiting.add(tell);
    });
    const did = await Promise.race([change, this.clock.sleep(ms).then(() => false)]);
    this.waiting.delete(tell);
    return did;
  }

  /** Keeps the book until the signal ends it. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const news of this.cluster.watch('pods', this.namespace, { signal })) {
          if (news.kind === 'listed') this.replace(news.items.map(toPod));
          else if (news.kind === 'deleted') this.pods.delete(keyOf(toPod(news.object)));
          else if ('object' in news) this.set(toPod(news.object));
          this.tell();
        }
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        await this.look();
        await this.clock.sleep(LOOK_MS);
      }
    }
  }

  /** Where a watch is not allowed, lists may be. */
  private async look(): Promise<void> {
    try {
      // following has no end, and a reading has
      this.cluster.extend(0);
      this.replace((await this.cluster.list('pods', this.namespace)).value.map(toPod));
      this.tell();
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
  }

  private replace(pods: readonly Pod[]): void {
    this.pods.clear();
    for (const pod of pods) this.set(pod);
  }

  private set(pod: Pod): void {
    this.pods.set(keyOf(pod), pod);
  }

  private tell(): void {
    for (const one of [...this.waiting]) one();
    this.waiting.clear();
  }
}

function keyOf({ uid, namespace, name }: Pod): string {
  return uid ?? `${namespace}/${name}`;
}
