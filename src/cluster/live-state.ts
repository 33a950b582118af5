// What is known of a living cluster: fed by watches and reads, asked at any moment for an Observation.

import type { Change } from '../election/change.ts';
import { Chronicle } from '../election/chronicle.ts';
import type { Lease } from '../election/lease.ts';
import { freeze, type Observation, type Pod, type Sighting } from '../election/observation.ts';
import { renewalAge } from '../election/renewal.ts';
import { thresholdsOf, timingOf } from '../election/timing.ts';
import { LiveLeases } from './live-leases.ts';
import { ServerClock } from './server-clock.ts';
import { toLease, toPod } from './translate.ts';
import { SETTLE_MS, type WatchNews } from './watch.ts';

/** For so long the last sign of life stands for now: a healthy Lease is renewed every two seconds, and silence is asked about. */
export const FRESH_MS = 3000;

export class LiveState {
  readonly serverClock = new ServerClock();
  private readonly leases: LiveLeases;
  private readonly pods = new Map<string, Pod>();
  private readonly chronicle = new Chronicle();
  /** When each watched namespace last gave a sign of life; null stands for all namespaces. */
  private readonly contact = new Map<string | null, number>();
  /** Up to when what each watch of Leases tells may have happened before; for ever while it is down. */
  private readonly lateUntil = new Map<string | null, number>();
  /** Namespaces whose pods are watched. */
  private readonly podsOf = new Set<string | null>();
  private pending: Change[] = [];
  private base: Observation;

  constructor(base: Observation, now: number) {
    this.base = base;
    this.leases = new LiveLeases(now);
    for (const sighting of base.leases) this.begin(sighting, now);
    // what ends before its watch has begun is seen to end all the same
    for (const pod of base.pods) this.pods.set(keyOf(pod), pod);
  }

  /** The slow parts read anew: workloads, Events, budgets, and what is not watched. */
  refreshed(base: Observation): void {
    this.base = base;
  }

  leaseNews(namespace: string | null, news: WatchNews): void {
    if (news.kind === 'interrupted') {
      this.lateUntil.set(namespace, Number.POSITIVE_INFINITY);
      return;
    }
    this.contact.set(namespace, news.at);
    // a server that ends a watch after its time says nothing, and what happens in between comes late all the same
    if (news.kind === 'connected')
      this.lateUntil.set(namespace, this.lateUntil.has(namespace) ? news.at + SETTLE_MS : Number.NEGATIVE_INFINITY);
    if (news.kind === 'listed') {
      const listed = news.items.map(toLease);
      const names = new Set(listed.map(({ namespace: where, name }) => `${where}/${name}`));
      // the first list follows the reading before it at once; a later one follows a past that was forgotten
      const late = this.lateUntil.has(namespace);
      for (const lease of listed) this.sawLease(lease, news.at, late);
      for (const lease of this.leases.in(namespace))
        if (!names.has(`${lease.namespace}/${lease.name}`)) this.lostLease(lease, news.at);
    }
    if (news.kind === 'added' || news.kind === 'modified')
      this.sawLease(toLease(news.object), news.at, this.isLate(namespace, news.at));
    if (news.kind === 'deleted') this.lostLease(toLease(news.object), news.at);
  }

  podNews(namespace: string | null, news: WatchNews): void {
    if (news.kind === 'listed') {
      const listed = new Map(news.items.map(toPod).map((pod) => [keyOf(pod), pod]));
      this.podsOf.add(namespace);
      const here = [...this.pods.values()].filter((pod) => (namespace ?? pod.namespace) === pod.namespace);
      for (const pod of here) if (!listed.has(keyOf(pod))) this.sawPod(pod, null, news.at);
      for (const [key, pod] of listed) this.sawPod(this.pods.get(key) ?? null, pod, news.at);
    }
    if (news.kind !== 'added' && news.kind !== 'modified' && news.kind !== 'deleted') return;
    const pod = toPod(news.object);
    this.sawPod(this.pods.get(keyOf(pod)) ?? null, news.kind === 'deleted' ? null : pod, news.at);
  }

  /** A Lease that was read by itself: what the server answers holds for the moment of the question at least. */
  asked(namespace: string | null, lease: Lease | null, sentAt: number, receivedAt: number): void {
    this.contact.set(namespace, Math.max(sentAt, this.contact.get(namespace) ?? sentAt));
    if (lease) this.sawLease(lease, receivedAt, this.isLate(namespace, receivedAt));
  }

  /** For how long the quietest of the watched namespaces has given no sign of life. */
  silentFor(now: number): { readonly namespace: string | null; readonly ms: number } | null {
    const [quietest] = [...this.contact].sort(([, a], [, b]) => a - b);
    return quietest ? { namespace: quietest[0], ms: Math.max(0, now - quietest[1]) } : null;
  }

  /** A Lease to ask for, where silence is to be tested: the one whose renewal is longest ago. */
  longestUnrenewed(namespace: string | null): Lease | null {
    const all = this.leases.in(namespace).filter(({ purpose }) => purpose === 'election');
    return all.sort((a, b) => this.leases.changedAt(a) - this.leases.changedAt(b))[0] ?? null;
  }

  /** The cluster as it is known at a moment. */
  at(now: number): Observation {
    const instant = (at: number) => {
      const ms = this.serverClock.at(at);
      return ms === null ? null : new Date(ms).toISOString();
    };
    const takenAt = instant(now) ?? this.base.takenAt;
    const sightings = this.leases.sightings(
      (lease) => this.knownAt(lease, now),
      (at) => instant(at) ?? this.base.takenAt,
    );
    const watched = ({ namespace }: Pod) => this.podsOf.has(null) || this.podsOf.has(namespace);
    const pods = [...this.base.pods.filter((pod) => !watched(pod)), ...[...this.pods.values()].filter(watched)];
    return freeze({ ...this.base, takenAt, leases: sightings.filter((one) => this.belongs(one)), pods });
  }

  /** The changes since they were taken last, oldest first. */
  takeChanges(judge: (chronicle: Chronicle) => readonly Change[]): readonly Change[] {
    const all = [...this.pending, ...judge(this.chronicle)];
    this.pending = [];
    return all.sort((a, b) => a.at - b.at);
  }

  get hasChanges(): boolean {
    return this.pending.length > 0;
  }

  private begin(sighting: Sighting, now: number): void {
    const { lease } = sighting;
    this.leases.saw(lease, now, sighting);
    const timing = timingOf({ lease, arguments: null, program: null, releaseSeen: false });
    const age = renewalAge(sighting, thresholdsOf(timing), this.base.cluster.stampsFollowRenewals);
    this.chronicle.begin(lease, age && !age.atLeast ? now - age.ms : null);
  }

  private isLate(namespace: string | null, at: number): boolean {
    return at < (this.lateUntil.get(namespace) ?? Number.NEGATIVE_INFINITY);
  }

  private sawLease(lease: Lease, at: number, late: boolean): void {
    const known = this.leases.get(lease.namespace, lease.name);
    if (known && isOlder(lease, known)) return;
    this.leases.saw(lease, at);
    if (this.ours(lease)) this.pending.push(...this.chronicle.sawLease(lease, at, late));
  }

  private lostLease(lease: Lease, at: number): void {
    this.leases.gone(lease, at);
    if (this.ours(lease)) this.pending.push(...this.chronicle.gone(lease, at));
  }

  private sawPod(before: Pod | null, after: Pod | null, at: number): void {
    this.pending.push(...this.chronicle.sawPod(before, after, at));
    if (after) this.pods.set(keyOf(after), after);
    else if (before) this.pods.delete(keyOf(before));
  }

  private knownAt({ namespace }: Lease, now: number): number {
    const at = this.contact.get(namespace) ?? this.contact.get(null) ?? now;
    return Math.min(now, at + FRESH_MS);
  }

  /** Of another namespace than the one asked for only those Leases count that its workloads have. */
  private belongs({ lease }: Sighting): boolean {
    const { namespace } = this.base.scope;
    if (namespace === null || lease.namespace === namespace) return true;
    return this.base.leases.some((one) => one.lease.namespace === lease.namespace && one.lease.name === lease.name);
  }

  private ours(lease: Lease): boolean {
    const { target } = this.base.scope;
    const wanted = lease.purpose === 'election' || target?.name === lease.name;
    const own = this.belongs({ lease } as Sighting);
    return wanted && own && !(target?.kind === 'lease' && target.name !== lease.name);
  }
}

function keyOf({ namespace, name }: Pod): string {
  return `${namespace}/${name}`;
}

/** A watch may lag behind what was read since: what is older than what is known tells nothing. */
function isOlder(lease: Lease, known: Lease): boolean {
  if (lease.uid !== known.uid) return false;
  const [a, b] = [Number(lease.resourceVersion), Number(known.resourceVersion)];
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) && a < b;
}
