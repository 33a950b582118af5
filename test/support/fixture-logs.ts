// Logs in fixtures: raw text as `kubectl logs --timestamps` prints it, read by the very scanner that the command uses.

import { array, type Json, object, text } from '../../src/cluster/json.ts';
import type { ContainerLog, LogEntry } from '../../src/logs/log-event.ts';
import { LogScanner } from '../../src/logs/scanner.ts';
import { withSequence } from '../../src/logs/sequence.ts';

const KEYS = ['pod', 'namespace', 'container', 'previous', 'fromStart', 'text'];

/** The logs that a header gives; null where it has none: then nobody read logs. */
export function logsOfFixture(header: Json, namespace: string): ContainerLog[] | null {
  if (!('logs' in header)) return null;
  return array(header.logs).map((value) => {
    const given = object(value);
    const wrong = Object.keys(given).filter((key) => !KEYS.includes(key));
    if (wrong.length > 0) throw new Error(`logs: unknown [${wrong}]`);
    return containerLogOf(text(given.text) ?? '', {
      namespace: text(given.namespace) ?? namespace,
      pod: text(given.pod) ?? '',
      container: text(given.container) ?? 'manager',
      previous: given.previous === true,
      fromStart: given.fromStart !== false,
    });
  });
}

/** Raw text with the kubelet's stamps as the log that it is. */
export function containerLogOf(
  raw: string,
  about: Pick<ContainerLog, 'namespace' | 'pod' | 'container' | 'previous' | 'fromStart'>,
): ContainerLog {
  const entries: LogEntry[] = [];
  const scanner = new LogScanner({
    stamped: true,
    every: false,
    onLine: ({ at, text: line, reading }) => {
      if (reading) entries.push({ ...reading, at: at ?? reading.time, graceful: null, line });
    },
  });
  scanner.push(new TextEncoder().encode(raw));
  scanner.end();
  const { firstAt, lastAt, lines } = scanner;
  const told = withSequence(entries, { fromStart: about.fromStart, ended: about.previous });
  return { ...about, firstAt, lastAt, lines, entries: told, dropped: 0 };
}
