// The words without which a line is neither an event nor a sign: one list for the scanner's bytes and for `readLine`'s text.

/**
 * Each in small letters, of seven letters or more, and more telling than `lease` or `leader` alone: half of a log may hold those. Every
 * rule of events.ts and signs.ts asks for one of them; readLine refuses a line without any, so that the scanner, which looks
 * for the same words in bytes, cannot miss what readLine would find.
 */
export const NEEDLES: readonly string[] = [
  // client-go
  'leader lease',
  'acquired lease',
  'acquire lease',
  'renew lease',
  'resource lock',
  'lease lock',
  'election record',
  'update lock',
  'update lease',
  'release lock',
  'release lease',
  'releasing lease',
  'not yet expired',
  'election lost',
  'election lock',
  // what programs say themselves
  'became leader',
  'become leader',
  'became the leader',
  'become the leader',
  'becoming leader',
  'becoming the leader',
  'started leading',
  'stopped leading',
  'start leading',
  'stop leading',
  'stopping leading',
  'onstoppedleading',
  'onstartedleading',
  'leadership',
  'leader elected',
  'elected leader',
  'elected as leader',
  'elected as the leader',
  'elected new leader',
  'new leader',
  'newleader',
  'is the leader',
  'am the leader',
  'am leader',
  'is leader',
  'is now leader',
  'now the leader',
  'the current leader',
  'current leader',
  'not the leader',
  'not leader',
  'leader changed',
  'leader lost',
  'lost leader',
  'longer leader',
  'longer the leader',
  'election won',
  'leader election',
  'leader-elect',
  'lost lease',
  'lost the lease',
  'lease lost',
  'lease acquired',
  'lease released',
  'released lease',
  'released the lease',
  'lock name [',
  // signs
  'starting manager',
  'starting the manager',
  'starting kubernetes',
  '"starting" version=',
  'starting workers',
  'stopping and waiting for',
  'waiting for all runnables',
  'client-side throttling',
  'throttling request',
  'caches to sync',
  'cache to sync',
  'installed before calling',
  'informer from cache',
  'failed to list',
  'failed to watch',
  'but not defined',
  'unknown flag',
  'unknown shorthand',
  'must be greater than',
  'callback must not',
  'lock must not be nil',
  'lock identity is empty',
  'leaderelectionid must',
  'rejected event',
  'write event',
  'lock is removed',
];

const SPECIAL = /[.*+?^${}()|[\]\\]/g;
/** Without the flag `u`, `i` folds ASCII letters to ASCII letters only, as the scanner does. */
const ANY = new RegExp(NEEDLES.map((needle) => needle.replace(SPECIAL, '\\$&')).join('|'), 'i');

/** Whether a line may be an event or a sign: it holds one of the words above, whatever the case of its letters. */
export function mayMatter(line: string): boolean {
  return ANY.test(line);
}
