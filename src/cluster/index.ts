// The door of this room for commands that read: loaded only when a cluster is needed.

export { clock } from './clock.ts';
export { HandoverWatch } from './handover-watch.ts';
export { live } from './live.ts';
export { LogFeed } from './log-feed.ts';
export { Following } from './log-following.ts';
export { nothingFound } from './nothing-found.ts';
export { observe } from './observe.ts';
export { readOldLock } from './old-locks.ts';
export { proveOne } from './proving.ts';
export { gapsOfLogs, readLogs } from './read-logs.ts';
export { readNode } from './read-node.ts';
export { connect } from './rest-cluster.ts';
export { askForCaller } from './reviews.ts';
export { awaitTakeover } from './takeover.ts';
export { leaseOrNull } from './watching.ts';
export { whatHappened } from './what-happened.ts';
