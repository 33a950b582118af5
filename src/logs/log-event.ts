// What a log says of an election: the words for one line, for one container's log, and for one entry of the story.

/** What a line alone says (contract 3; the labels of the samples). */
export type LogEventKind =
  | 'attempting'
  | 'acquired'
  | 'observed-new-leader'
  | 'renew-failed'
  | 'lost'
  | 'released'
  | 'lock-error'
  | 'not-expired';

/** Why a read, a write or a renewal of the lock failed (reference 2.6 maps onto these). */
export type LogCause = 'rbac' | 'conflict' | 'timeout' | 'connection' | 'throttled' | 'notfound' | 'other';

/** The format of the payload, whatever wraps it. */
export type LogFormat = 'klog' | 'klog-structured' | 'zap-console' | 'zap-json' | 'json-other' | 'text-other';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'fatal';

/**
 * What a line tells that is no election event and yet explains one (reference 2.1, 2.4, 2.5):
 * `started` the program's own start, `workers-started` a controller's workers run, `shutdown-begun` the stop sequence of the
 * manager, `shutdown-overdue` its grace period was too short, `lost-after-stop` the benign `leader election lost` of a planned stop,
 * `release-failed` a release that did not reach the Lease, `throttled` the client's own rate limit, `cache-failed` a cache that
 * cannot sync, `cannot-watch` a list or watch that is refused or fails, `unknown-flag` and `config-rejected` why a process ends at
 * once, `event-rejected` an Event that may not be written, `lock-removed` a kind of lock that the library no longer has.
 */
export type LogSign =
  | 'started'
  | 'workers-started'
  | 'shutdown-begun'
  | 'shutdown-overdue'
  | 'lost-after-stop'
  | 'release-failed'
  | 'throttled'
  | 'cache-failed'
  | 'cannot-watch'
  | 'unknown-flag'
  | 'config-rejected'
  | 'event-rejected'
  | 'lock-removed';

/** What one line says by itself. */
export interface LineReading {
  readonly event: LogEventKind | null;
  /** For `lock-error`, and for `renew-failed` where the line gives a reason. */
  readonly cause: LogCause | null;
  /** `namespace/name`, or the bare name where the line has no namespace. */
  readonly lease: string | null;
  readonly identity: string | null;
  readonly level: LogLevel | null;
  /** ISO 8601 as the line gives it; klog has no year: `--MM-DDThh:mm:ss.ffffff` (the samples' README). */
  readonly time: string | null;
  readonly format: LogFormat;
  /** The words of the line, without header, prefixes and fields. */
  readonly message: string;
  /** The error that a failure names, as the line has it. */
  readonly error: string | null;
  readonly sign: LogSign | null;
}

/** A line of a container's log, read; `at` orders it among all. */
export interface LogEntry extends LineReading {
  /** The kubelet's stamp (RFC 3339, UTC), else the line's own time made whole; null where neither tells. */
  readonly at: string | null;
  /** Whether a loss or release was planned; null where the sequence does not tell, or it is neither. */
  readonly graceful: boolean | null;
  /** The whole line without the kubelet's stamp, cut at 1 MiB. */
  readonly line: string;
}

/** One container's log as far as it was read: what was found in it, and how much of it that was. */
export interface ContainerLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The log of the container's last process before this one. */
  readonly previous: boolean;
  /** Whether it was read from its process's first line on: only then a missing line says something (contract 4). */
  readonly fromStart: boolean;
  /** The kubelet's stamps of the first and last line that was read; null where there is none. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly lines: number;
  /** Election events and signs, oldest first; of very many the oldest are dropped and counted in `dropped`. */
  readonly entries: readonly LogEntry[];
  readonly dropped: number;
}
