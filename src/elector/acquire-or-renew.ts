// One try to take or to keep the Lease: the fast path, the slow path, and the fields that follow (reference 1.3 to 1.5).

import { type Candidate, leads, wallNow } from './candidate.ts';
import type { LeaseAnswer, LeaseRecord } from './lease-store.ts';
import type { Context } from './lock.ts';
import { freshRecord } from './record.ts';

/** @param done hears exactly once whether this process now holds the Lease, unless the process ends before */
export function tryAcquireOrRenew(candidate: Candidate, context: Context, done: (ok: boolean) => void): void {
  const { config, era, world, lock, observed } = candidate;
  const startedAt = world.clock.now();
  // stamps are of the beginning of the try; most tries of a standby write none
  const stampMs = wallNow(candidate);
  const fresh = () => freshRecord(config.identity, config.leaseDurationMs, stampMs);
  const isValid = () => observed.isValid(startedAt, era.ownDuration ? config.leaseDurationMs : null);

  const keep = (record: LeaseRecord) => {
    observed.wrote(record, world.clock.now());
    done(true);
  };

  const fail = (type: 'get-error' | 'create-error' | 'update-error', answer: { readonly message: string }) => {
    world.tell({ type, message: answer.message });
    done(false);
  };

  /** @param tried what the fast path tried to write: it remembers the old acquisition, which is then written after all */
  const slowPath = (tried: LeaseRecord | null) =>
    lock.get(context, (answer) => {
      if ('lease' in answer) judge(tried, answer.lease.record);
      else if (answer.fault === 'not-found') create(tried ?? fresh());
      else fail('get-error', answer);
    });

  const create = (record: LeaseRecord) => lock.create(record, context, written(record, 'create-error'));

  const written = (record: LeaseRecord, type: 'create-error' | 'update-error') => (answer: LeaseAnswer) =>
    'lease' in answer ? keep(record) : fail(type, answer);

  const judge = (tried: LeaseRecord | null, found: LeaseRecord) => {
    observed.read(found, world.clock.now());
    const own = leads(candidate);
    if (found.holderIdentity !== '' && !own && isValid()) {
      world.tell({ type: 'held-by', holder: found.holderIdentity });
      done(false);
      return;
    }
    if (own && era.fastPath) world.tell({ type: 'slowpath' });
    const record = own
      ? renewalOf(fresh(), found)
      : { ...(tried ?? fresh()), leaseTransitions: found.leaseTransitions + 1 };
    lock.update(record, context, written(record, 'update-error'));
  };

  if (!era.fastPath || observed.record === null || !leads(candidate) || !isValid()) {
    slowPath(null);
    return;
  }
  const renewal = renewalOf(fresh(), observed.record);
  lock.update(renewal, context, (answer) => {
    if ('lease' in answer) {
      keep(renewal);
      return;
    }
    world.tell({ type: 'fastpath-miss', message: answer.message });
    slowPath(renewal);
  });
}

/** A holder's next record: since when and how often stay as they were. */
function renewalOf(fresh: LeaseRecord, old: LeaseRecord): LeaseRecord {
  return { ...fresh, acquireTime: old.acquireTime, leaseTransitions: old.leaseTransitions };
}
