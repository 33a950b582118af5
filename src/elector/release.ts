// Giving the Lease up at the end, by the rules of each version (reference 1.4).

import { type Candidate, leads, wallNow } from './candidate.ts';
import type { LeaseRecord } from './lease-store.ts';
import { Context } from './lock.ts';
import { microTime } from './record.ts';

/**
 * Gives the Lease up where the last record seen is this process's own.
 * @param done hears exactly once that the attempt is over, well or not, unless the process ends before
 */
export function release(candidate: Candidate, done: () => void): void {
  if (!leads(candidate)) {
    done();
    return;
  }
  const { config, era, world } = candidate;
  const context = new Context();
  const limit = era.release.bounded
    ? world.clock.after(config.renewDeadlineMs, () => context.end('context deadline exceeded'))
    : () => {};
  const over = () => {
    limit();
    done();
  };
  if (era.release.reads) readAndRelease(candidate, context, over);
  else write(candidate, context, candidate.observed.record?.leaseTransitions ?? 0, over);
}

function readAndRelease(candidate: Candidate, context: Context, over: () => void): void {
  const { world, lock } = candidate;
  lock.get(context, (answer) => {
    if ('lease' in answer) {
      // whose Lease it is was decided before: the record just read is not asked (reference 1.4)
      write(candidate, context, answer.lease.record.leaseTransitions, over);
      return;
    }
    world.tell(
      answer.fault === 'not-found'
        ? { type: 'release-not-found' }
        : { type: 'release-get-error', message: answer.message },
    );
    over();
  });
}

function write(candidate: Candidate, context: Context, transitions: number, over: () => void): void {
  const { era, world, lock, observed } = candidate;
  const record = era.release.empty ? emptied(transitions) : releasedAt(wallNow(candidate), transitions);
  lock.update(record, context, (answer) => {
    if ('lease' in answer) {
      observed.wrote(record, world.clock.now());
      world.tell({ type: 'released' });
      over();
    } else if (answer.fault === 'conflict' && era.release.retriesConflict) {
      world.tell({ type: 'release-conflict-retry' });
      readAndRelease(candidate, context, over);
    } else {
      world.tell({ type: 'release-failed', message: answer.message });
      over();
    }
  });
}

/** The signature of a released Lease: no holder, one second, acquired and renewed at one moment. */
function releasedAt(nowMs: number, leaseTransitions: number): LeaseRecord {
  const now = microTime(nowMs);
  return { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now, leaseTransitions };
}

/** What versions up to 0.19 write; the API refuses a duration of 0. */
function emptied(leaseTransitions: number): LeaseRecord {
  return { holderIdentity: '', leaseDurationSeconds: 0, acquireTime: null, renewTime: null, leaseTransitions };
}
