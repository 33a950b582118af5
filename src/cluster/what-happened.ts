// Who was faster: what became of a Lease since it was looked at.

import { hostOf } from '../election/identity.ts';
import { isHeld, type Lease } from '../election/lease.ts';
import { changeOf } from '../election/lease-change.ts';
import { ClusterError } from './cluster-error.ts';

/** @returns the beginning of a sentence, such as `pod-x renewed it` */
export async function whatHappened(read: () => Promise<Lease | null>, before: Lease): Promise<string> {
  const now = await unlessUnread(read);
  if (now === 'unread') return 'somebody wrote to it';
  if (now === null) return 'somebody deleted it';
  const holder = isHeld(now) ? hostOf(now.holderIdentity) : 'somebody';
  const words = {
    renewed: `${holder} renewed it`,
    'taken-over': `${holder} took it`,
    released: 'somebody released it',
    recreated: `somebody deleted it, and ${holder} made it anew`,
    'counter-fell': `${holder} rewrote it`,
    vanished: 'somebody deleted it',
  };
  const change = changeOf(before, now);
  return change === null ? 'somebody changed it, without renewing it,' : words[change];
}

async function unlessUnread(read: () => Promise<Lease | null>): Promise<Lease | null | 'unread'> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClusterError) return 'unread';
    throw error;
  }
}
