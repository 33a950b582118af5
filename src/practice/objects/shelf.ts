// All objects of one kind, what happened to them, and who is told.

import type { KubeObject } from './object.ts';
import { gone } from './store-fault.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The new state; of a deleted one the last, under the resourceVersion of its deletion. */
  readonly object: KubeObject;
  readonly before: KubeObject | null;
}

interface Watcher {
  readonly namespace: string | null;
  readonly listener: (change: Change) => void;
  /** The revision up to which it was told everything. */
  seen: number;
}

/** One namespace of a kind; the order of names is worked out when it is first asked for. */
interface Bucket {
  readonly objects: Map<string, KubeObject>;
  names: readonly string[] | null;
}

/** Cluster-wide objects live in the namespace `''`. */
export class Shelf {
  private readonly buckets = new Map<string, Bucket>();
  private namespaces: readonly string[] | null = null;
  private readonly watchers = new Set<Watcher>();
  private readonly waiting: { revision: number; change: Change }[] = [];
  private telling = false;
  private history: { revision: number; change: Change }[] = [];
  private readonly keep: number;
  /** The oldest revision from which the history is whole. */
  private oldest: number;

  /** @param revision of the store as the shelf is set up @param keep at least that many changes are remembered */
  constructor(revision: number, keep: number) {
    this.oldest = revision;
    this.keep = keep;
  }

  get(namespace: string, name: string): KubeObject | null {
    return this.buckets.get(namespace)?.objects.get(name) ?? null;
  }

  /** By namespace, then by name, in the order of etcd's keys. */
  list(namespace: string | null): readonly KubeObject[] {
    if (namespace !== null) return inOrder(this.buckets.get(namespace));
    // the slash that follows a namespace in its key comes after `-` and before letters
    this.namespaces ??= [...this.buckets.keys()]
      .map((key) => `${key}/`)
      .sort()
      .map((key) => key.slice(0, -1));
    return this.namespaces.flatMap((key) => inOrder(this.buckets.get(key)));
  }

  /** Stores the change, remembers it and tells it. Changes made by those who are told are told after it. */
  commit(revision: number, change: Change): void {
    this.place(change);
    const entry = { revision, change };
    this.history.push(entry);
    if (this.history.length >= 2 * this.keep) this.compact();
    this.waiting.push(entry);
    if (!this.telling) this.tell();
  }

  /** @throws StoreFault `gone` */
  watch(namespace: string | null, since: string, listener: (change: Change) => void): () => void {
    const from = Number(since);
    if (from < this.oldest) throw gone(since, this.oldest);
    const watcher: Watcher = { namespace, listener, seen: from };
    this.watchers.add(watcher);
    for (const { revision, change } of this.history.slice()) {
      if (!this.watchers.has(watcher)) break;
      this.tellOne(watcher, revision, change);
    }
    return () => {
      this.watchers.delete(watcher);
    };
  }

  private place({ type, object }: Change): void {
    const { namespace = '', name } = object.metadata;
    let bucket = this.buckets.get(namespace);
    if (!bucket) {
      bucket = { objects: new Map(), names: null };
      this.buckets.set(namespace, bucket);
      this.namespaces = null;
    }
    if (type === 'DELETED') bucket.objects.delete(name);
    else bucket.objects.set(name, object);
    if (type !== 'MODIFIED') bucket.names = null;
  }

  private tell(): void {
    this.telling = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
        for (const watcher of [...this.watchers]) {
          if (this.watchers.has(watcher)) this.tellOne(watcher, next.revision, next.change);
        }
      }
    } finally {
      this.telling = false;
    }
  }

  private tellOne(watcher: Watcher, revision: number, change: Change): void {
    if (revision <= watcher.seen) return;
    watcher.seen = revision;
    if (watcher.namespace === null || watcher.namespace === change.object.metadata.namespace) watcher.listener(change);
  }

  private compact(): void {
    const dropped = this.history.length - this.keep;
    this.oldest = this.history[dropped - 1]?.revision ?? this.oldest;
    this.history = this.history.slice(dropped);
  }
}

function inOrder(bucket: Bucket | undefined): readonly KubeObject[] {
  if (!bucket) return [];
  bucket.names ??= [...bucket.objects.keys()].sort();
  return bucket.names.map((name) => bucket.objects.get(name) as KubeObject);
}
