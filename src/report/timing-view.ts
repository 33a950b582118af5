// The timings of an election and what a failover costs with them, for a person.

import { formatDuration, formatRange } from '../election/duration.ts';
import type { ReportedElection } from './report.ts';
import { line, span, type View } from './view.ts';

export function timingLines(election: ReportedElection): View {
  const { timing } = election;
  const words = timing.gracefulFailoverMs === null ? null : failoverWords(election);
  return [
    line(2, [span('timing   ', 'dim'), span(tripleWords(timing))], 9),
    ...(words === null ? [] : [line(2, [span('failover ', 'dim'), span(words)], 9)]),
  ];
}

function tripleWords({ source, marginMs, ...timing }: ReportedElection['timing']): string {
  const names = { leaseDurationMs: 'lease', renewDeadlineMs: 'renew deadline', retryPeriodMs: 'retry' } as const;
  const keys = ['leaseDurationMs', 'renewDeadlineMs', 'retryPeriodMs'] as const;
  const parts = keys.map((key) => `${timing[key] === null ? 'unknown' : formatDuration(timing[key])} ${names[key]}`);
  const assumed = keys.filter((key) => source[key] === 'default');
  const which = assumed.map((key) => names[key].replace('renew ', '')).join(' and ');
  const defaults = assumed.length === keys.length ? ' (defaults)' : assumed.length === 0 ? '' : ` (default ${which})`;
  return `${parts.join(', ')}${defaults}${marginMs === null ? '' : ` · margin ${formatDuration(marginMs)}`}`;
}

/** With one replica a new process waits a lease duration after its own start (reference 1.6 c'). */
function failoverWords({ timing, candidates, workload }: ReportedElection): string {
  const { gracefulFailoverMs, crashFailoverMs, releaseOnCancel, leaseDurationMs: ld, retryPeriodMs: rp } = timing;
  if (gracefulFailoverMs === null || crashFailoverMs === null || ld === null || rp === null) return 'unknown';
  const single = candidates.length <= 1 && workload?.replicas === 1;
  const crash = formatRange(single ? [ld, Math.round(ld + 2.2 * rp)] : crashFailoverMs);
  const from = single ? ', from the start of the new process' : '';
  if (releaseOnCancel === false) return `${crash} after a crash or a planned stop (no release on shutdown)${from}`;
  const planned =
    releaseOnCancel === null
      ? `${formatRange(gracefulFailoverMs)} after a planned stop (release unknown)`
      : `up to ${formatDuration(Math.round(2.2 * rp))} after a planned stop`;
  return `${planned}, ${crash} after a crash${from}`;
}
