// What a program serves: health checks, and metrics in Prometheus' text (reference 4, 5).

import type { Page, PageAnswer } from '../pod-backend.ts';
import type { Surroundings } from './program.ts';
import type { Settings } from './settings.ts';

const TEXT = 'text/plain; charset=utf-8';
const METRICS = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';

export interface Served {
  /** `leader_election_master_status` by the name it carries; none where the program does not elect. */
  readonly gauges: readonly (readonly [name: string, on: boolean])[];
  /** `leader_election_slowpath_total`; null where it is not exported. */
  readonly slowPaths: number | null;
  /** Leader-only workers at work, by controller. */
  readonly workers: readonly (readonly [controller: string, active: number])[];
  /** `controller_runtime_reconcile_total`: what a controller has finished since its process began. */
  readonly reconciled: number;
  readonly healthy: boolean;
  readonly ready: boolean;
  readonly startedAt: number;
}

export function page(
  { healthPort, metricsPort, secureMetrics }: Settings,
  { mayScrape }: Pick<Surroundings, 'mayScrape'>,
  served: Served,
  port: number,
  path: string,
  token: string | null,
  tls: boolean,
): PageAnswer {
  const [at, query = ''] = path.split('?') as [string, string?];
  if (port === healthPort) return tls ? 'plain' : health(at, query, served);
  if (port !== metricsPort) return 'refused';
  if (secureMetrics) {
    if (!tls) return 'tls';
    const allowed = token === null ? 'unauthorized' : mayScrape(token);
    if (allowed === 'unauthorized') return text(401, 'Unauthorized');
    if (allowed === 'forbidden') return text(403, 'Authorization denied');
  } else if (tls) return 'plain';
  return at === '/metrics'
    ? { status: 200, body: metrics(served), contentType: METRICS }
    : text(404, '404 page not found\n');
}

function health(path: string, query: string, { healthy, ready }: Served): Page {
  const name = path.replace(/^\/|\/$/g, '');
  if (name !== 'healthz' && name !== 'readyz') return text(404, '404 page not found\n');
  const ok = name === 'healthz' ? healthy : ready;
  if (ok && !/\bverbose\b/.test(query)) return text(200, 'ok');
  const check = ok ? `[+]${name} ok` : `[-]${name} failed: reason withheld`;
  return text(ok ? 200 : 500, `${check}\n${name} check ${ok ? 'passed' : 'failed'}\n`);
}

function text(status: number, body: string): Page {
  return { status, body, contentType: TEXT };
}

function metrics({ gauges, slowPaths, workers, reconciled, startedAt }: Served): string {
  const family = (name: string, type: string, help: string, rows: readonly string[]) =>
    rows.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...rows];
  const gauge = 'leader_election_master_status';
  const slow = 'leader_election_slowpath_total';
  const active = 'controller_runtime_active_workers';
  const total = 'controller_runtime_reconcile_total';
  const lines = [
    ...family(
      active,
      'gauge',
      'Number of currently used workers per controller',
      workers.map(([name, count]) => `${active}{controller="${name}"} ${count}`),
    ),
    ...family(
      total,
      'counter',
      'Total number of reconciliations per controller',
      workers.map(([name]) => `${total}{controller="${name}",result="success"} ${reconciled}`),
    ),
    ...family(
      gauge,
      'gauge',
      'Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master.',
      gauges.map(([name, on]) => `${gauge}{name="${name}"} ${on ? 1 : 0}`),
    ),
    ...family(
      slow,
      'counter',
      'Total number of slow path exercised in renewing leader leases.',
      slowPaths === null ? [] : gauges.map(([name]) => `${slow}{name="${name}"} ${slowPaths}`),
    ),
    ...family('process_start_time_seconds', 'gauge', 'Start time of the process since unix epoch in seconds.', [
      `process_start_time_seconds ${(startedAt / 1000).toFixed(2)}`,
    ]),
    ...family(
      'workqueue_depth',
      'gauge',
      'Current depth of workqueue',
      workers.map(([name]) => `workqueue_depth{name="${name}"} 0`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
