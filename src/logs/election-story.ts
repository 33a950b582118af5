// The story of one election: who led when, by logs, Events and the Lease together; for how long nobody did; when two did.

import type { Claim } from './claim.ts';
import { instantOf, likelyInstant } from './instant.ts';
import { type Overlap, overlapsOf } from './overlap.ts';
import type { RecordedEvent, RecordedLease, StoryFacts, StoryTiming } from './story-facts.ts';
import { type Vacancy, vacanciesOf } from './vacancy.ts';

export interface ElectionStory {
  /** `namespace/name`. */
  readonly lease: string;
  /** Oldest first. */
  readonly claims: readonly Claim[];
  readonly vacancies: readonly Vacancy[];
  readonly overlaps: readonly Overlap[];
  readonly timing: StoryTiming;
}

/** What is written by two hands about one takeover lies within this; Events are cut to a second. */
const SAME_MS = 3000;
const SECOND_MS = 1000;

type Facts = Pick<StoryFacts, 'events' | 'leases' | 'pods' | 'podOf' | 'timingOf' | 'now'>;

/**
 * @param logged the claims that logs tell of
 * @returns claims completed by what else is known; those that are already there are finished in place
 */
export function electionStoryOf(lease: string, logged: readonly Claim[], facts: Facts): ElectionStory {
  const claims = [...logged];
  const key = (one: { namespace: string }, name: string) => `${one.namespace}/${name}` === lease;
  const events = facts.events.filter((event) => key(event, event.lease)).toSorted(byTime);
  for (const event of events) hearEvent(event, lease, claims, facts);
  const records = facts.leases.filter((one) => key(one, one.name));
  for (const record of records) readLease(record, lease, claims, facts);
  claims.sort((a, b) => a.from - b.from);
  for (const claim of claims) endWithContainer(claim, claims, facts);
  for (const claim of claims) if (isOverdue(claim, records)) endWithLease(claim);
  const timing = facts.timingOf(lease);
  const now = instantOf(facts.now);
  const overlaps = overlapsOf(claims, now);
  const told = events.some(({ what }) => what === 'became-leader');
  return {
    lease,
    claims,
    overlaps,
    vacancies: vacanciesOf(claims, { timing, now, told, nobodyElse: records.length > 0 }),
    timing,
  };
}

function byTime(a: RecordedEvent, b: RecordedEvent): number {
  return (instantOf(a.at) ?? 0) - (instantOf(b.at) ?? 0);
}

/** Whether a claim is of this identity; where its log names none, of the pod that the identity is of. */
function isOf(claim: Claim, identity: string, { podOf }: Facts): boolean {
  return claim.identity === null ? claim.pod === podOf(identity) : claim.identity === identity;
}

function hearEvent(event: RecordedEvent, lease: string, claims: Claim[], facts: Facts): void {
  const at = likelyInstant(event.at);
  if (at === null) return;
  const own = claims.filter((claim) => isOf(claim, event.identity, facts));
  if (event.what === 'became-leader') {
    const same = own.find((claim) => Math.abs(claim.from - at) < SAME_MS);
    if (same) same.identity = event.identity;
    else claims.push(heard(lease, event.identity, at, 'event', facts));
    return;
  }
  const byThen = (ms: number) => own.filter(({ from }) => from <= at + ms).sort((a, b) => b.from - a.from)[0];
  // a leader whose process ends may be leader again, in its next one, a second later: that one did not stop
  const ended = byThen(SECOND_MS) ?? byThen(SAME_MS);
  if (!ended || (ended.to !== null && ended.end !== 'unknown')) return;
  ended.to = Math.max(ended.from, at);
  ended.seenUntil = ended.to;
  ended.end = 'stopped-leading';
}

/** A leader whose log is gone ended with its container at the latest, where its pod still tells of that end and has one container. */
function endWithContainer(claim: Claim, claims: readonly Claim[], facts: Facts): void {
  if (claim.run !== null || claim.to !== null || claim.end !== 'unknown') return;
  const pod = facts.pods?.find(({ name, namespace }) => name === claim.pod && namespace === claim.namespace);
  const [container, another] = pod?.containers ?? [];
  const at = likelyInstant(container?.lastEnded?.finishedAt ?? null);
  const next = claims.find(({ pod: other, from }) => other === claim.pod && from > claim.from)?.from ?? at;
  if (another || at === null || at < claim.from || at > (next ?? at)) return;
  // a leader that had not renewed for so long was none any more, whatever became of its container then
  const { leaseDurationMs } = facts.timingOf(claim.lease);
  if (claim.renewedAt !== null && leaseDurationMs !== null && at > claim.renewedAt + leaseDurationMs) return;
  claim.to = at;
  claim.seenUntil = at;
  claim.end = 'container-end';
}

/** A claim that no log tells of: its pod is gone, or took the Lease before what was read. */
function heard(lease: string, identity: string, at: number, source: 'event' | 'lease', facts: Facts): Claim {
  const [namespace = ''] = lease.split('/');
  return {
    lease,
    namespace,
    pod: facts.podOf(identity),
    container: null,
    identity,
    from: at,
    to: null,
    end: 'unknown',
    seenUntil: at,
    graceful: null,
    triedFrom: null,
    gaveUpAt: null,
    renewedAt: null,
    renewalReadAt: null,
    source,
    clientGo: false,
    run: null,
  };
}

function readLease(record: RecordedLease, lease: string, claims: Claim[], facts: Facts): void {
  const renewedAt = instantOf(record.renewTime);
  if (renewedAt === null) return;
  const holder = record.holderIdentity;
  if (holder === null || holder === '') {
    released(record, renewedAt, claims);
    return;
  }
  const acquiredAt = instantOf(record.acquireTime) ?? renewedAt;
  const own = claims.filter((claim) => isOf(claim, holder, facts) && claim.from <= renewedAt + SAME_MS);
  let held = own
    .filter(({ to, from }) => to === null || to > acquiredAt || Math.abs(from - acquiredAt) < SAME_MS)
    .sort((a, b) => b.from - a.from)[0];
  if (!held) {
    held = heard(lease, holder, acquiredAt, 'lease', facts);
    claims.push(held);
  }
  held.identity = holder;
  // an Event is cut to a second, the Lease's own field is not
  if (held.source === 'event' && Math.abs(held.from - acquiredAt) < SAME_MS) held.from = acquiredAt;
  held.renewedAt = Math.max(held.renewedAt ?? renewedAt, renewedAt);
  held.renewalReadAt = instantOf(record.readAt ?? null);
  if (held.to !== null) return;
  held.seenUntil = Math.max(held.seenUntil, renewedAt);
  // whoever stands in a Lease that is renewed still leads
  if (held.end === 'unknown' && held.run === null && record.expired !== true) held.end = null;
}

/** Who stands in a Lease that ran out, and has no log that tells more, led until its last renewal at the most. */
function isOverdue({ run, to, end, renewedAt, identity }: Claim, records: readonly RecordedLease[]): boolean {
  if (run !== null || to !== null || end !== 'unknown' || renewedAt === null) return false;
  return records.some(({ expired, holderIdentity }) => expired === true && holderIdentity === identity);
}

function endWithLease(claim: Claim): void {
  claim.to = Math.max(claim.from, claim.renewedAt ?? claim.from);
  claim.seenUntil = claim.to;
  claim.end = 'lost';
}

/** A released Lease has one second, and acquired and renewed at one moment (reference 1.4): that of its release. */
function released(record: RecordedLease, at: number, claims: readonly Claim[]): void {
  if (record.leaseDurationSeconds !== 1 || record.acquireTime !== record.renewTime) return;
  const last = claims.filter(({ from }) => from < at).sort((a, b) => b.from - a.from)[0];
  if (!last) return;
  last.to = at;
  last.seenUntil = at;
  last.end = 'released';
  last.gaveUpAt = null;
  last.graceful ??= true;
}
