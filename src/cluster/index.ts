// The door of this room for commands that read: loaded only when a cluster is needed.

export { clock } from './clock.ts';
export { live } from './live.ts';
export { LogFeed } from './log-feed.ts';
export { Following } from './log-following.ts';
export { nothingFound } from './nothing-found.ts';
export { observe } from './observe.ts';
export { gapsOfLogs, readLogs } from './read-logs.ts';
export { connect } from './rest-cluster.ts';
