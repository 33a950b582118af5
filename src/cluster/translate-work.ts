// What a replica's metrics say of its work (reference 4, F13): only the leader's controllers move them.

import type { Work } from '../election/handover-seen.ts';

/** @param page in Prometheus' text */
export function toWork(page: string): Work {
  const active = sumOf(page, 'controller_runtime_active_workers');
  const waiting = sumOf(page, 'workqueue_depth');
  const open = active === null && waiting === null ? null : (active ?? 0) + (waiting ?? 0);
  return { done: sumOf(page, 'controller_runtime_reconcile_total'), open };
}

/** Over all label sets; null where there is no such line. */
function sumOf(page: string, metric: string): number | null {
  let sum: number | null = null;
  for (const line of page.split('\n')) {
    if (!line.startsWith(metric)) continue;
    const after = line[metric.length];
    if (after !== '{' && after !== ' ') continue;
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (Number.isFinite(value)) sum = (sum ?? 0) + value;
  }
  return sum;
}
