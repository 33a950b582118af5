// What replicas printed of election, from JSON.

import type { ContainerLog, LogEntry } from '../logs/log-event.ts';
import { list, number, oneOf, orNull, shape, text, truth } from './shape.ts';

const entry = shape<LogEntry>({
  event: orNull(
    oneOf(
      'attempting',
      'acquired',
      'observed-new-leader',
      'renew-failed',
      'lost',
      'released',
      'lock-error',
      'not-expired',
    ),
  ),
  cause: orNull(oneOf('rbac', 'conflict', 'timeout', 'connection', 'throttled', 'notfound', 'other')),
  lease: orNull(text),
  identity: orNull(text),
  level: orNull(oneOf('debug', 'info', 'warning', 'error', 'fatal')),
  time: orNull(text),
  format: oneOf('klog', 'klog-structured', 'zap-console', 'zap-json', 'json-other', 'text-other'),
  message: text,
  error: orNull(text),
  sign: orNull(
    oneOf(
      'started',
      'workers-started',
      'shutdown-begun',
      'shutdown-overdue',
      'lost-after-stop',
      'release-failed',
      'throttled',
      'cache-failed',
      'cannot-watch',
      'unknown-flag',
      'config-rejected',
      'event-rejected',
      'lock-removed',
    ),
  ),
  at: orNull(text),
  graceful: orNull(truth),
  line: text,
});

export const containerLogShape = shape<ContainerLog>({
  namespace: text,
  pod: text,
  container: text,
  previous: truth,
  fromStart: truth,
  firstAt: orNull(text),
  lastAt: orNull(text),
  lines: number,
  entries: list(entry),
  dropped: number,
});
