// The door of this room for commands that read: loaded only when a cluster is needed.

export { clock } from './clock.ts';
export { live } from './live.ts';
export { nothingFound } from './nothing-found.ts';
export { observe } from './observe.ts';
export { readOldLock } from './old-locks.ts';
export { proveOne } from './proving.ts';
export { connect } from './rest-cluster.ts';
export { awaitTakeover } from './takeover.ts';
export { leaseOrNull } from './watching.ts';
export { whatHappened } from './what-happened.ts';
