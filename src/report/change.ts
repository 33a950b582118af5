// A change of leadership as `status --watch` prints it: for programs, and as a sentence.

import type { Severity } from '../checks/check.ts';
import type { Change, ChangeKind, LeaderlessFrom } from '../election/change.ts';
import { formatAge } from '../election/duration.ts';
import { hostOf } from '../election/identity.ts';
import type { Report } from './report.ts';
import type { Verdict } from './verdict.ts';

/** `change` of a watch line (contract 3). Durations in integer milliseconds. */
export interface ReportedChange {
  kind: ChangeKind | 'verdict';
  /** By the API server's clock, RFC 3339 to a millisecond; null where no answer told the time. */
  time: string | null;
  namespace: string | null;
  lease: string | null;
  from: string | null;
  to: string | null;
  /** How long nobody led; null where this change ends no vacancy, or where its begin was not seen. */
  leaderlessMs: number | null;
  leaderlessFrom: LeaderlessFrom | null;
  /** Since the old holder's last renewal. */
  sinceRenewalMs: number | null;
  pod: string | null;
  summary: string;
}

/** A line of `status --watch` for programs: the report as it then stood, and what changed; null in the first line. */
export interface WatchReport extends Report {
  change: ReportedChange | null;
}

export function reportedChange(change: Change & { readonly time: string | null }): ReportedChange {
  const { kind, time, namespace, lease, from, to, leaderlessMs, leaderlessFrom, sinceRenewalMs, pod } = change;
  const summary = sentenceOf(change);
  return { kind, time, namespace, lease, from, to, leaderlessMs, leaderlessFrom, sinceRenewalMs, pod, summary };
}

/** That the verdict is another one, with its first finding; null where it is the same. */
export function verdictChange(before: Verdict | null, report: Report): ReportedChange | null {
  if (before === null || before === report.verdict) return null;
  const [worst] = report.findings.filter(({ severity }) => severity === report.verdict);
  return {
    kind: 'verdict',
    time: report.generatedAt,
    namespace: report.namespace,
    lease: worst?.lease ?? null,
    from: before,
    to: report.verdict,
    leaderlessMs: null,
    leaderlessFrom: null,
    sinceRenewalMs: null,
    pod: null,
    summary: worst ? `${report.verdict}: ${worst.id}, ${worst.summary}` : report.verdict,
  };
}

/** How bad a change is, for its sign. */
export function severityOf({ kind, to, leaderlessMs }: ReportedChange): Severity | Verdict {
  if (kind === 'verdict') return to as Verdict;
  if (kind === 'unclaimed') return 'critical';
  if (kind === 'renewed-again' || (kind === 'taken-over' && leaderlessMs !== null)) return 'healthy';
  return kind === 'taken-over' || kind === 'created' || kind === 'released' ? 'info' : 'warning';
}

const FROM: Record<LeaderlessFrom, string> = {
  release: 'since the release',
  'container-end': "since its predecessor's container ended",
  'last-renewal': "since its predecessor's last renewal",
};

function sentenceOf(change: Change): string {
  const from = change.from === null ? 'its holder' : hostOf(change.from);
  const to = change.to === null ? 'nobody' : hostOf(change.to);
  const { leaderlessMs, leaderlessFrom, sinceRenewalMs } = change;
  const renewed = sinceRenewalMs === null ? '' : `, renewed ${seconds(sinceRenewalMs)} ago`;
  switch (change.kind) {
    case 'taken-over': {
      const vacancy =
        leaderlessMs === null || leaderlessFrom === null
          ? ''
          : `, ${seconds(leaderlessMs)} without a leader (${FROM[leaderlessFrom]})`;
      return change.from === change.to || change.from === null
        ? `${to} leads${change.from === null ? '' : ' again'}${vacancy}`
        : `${from} → ${to}${vacancy}`;
    }
    case 'released':
      return `${from} released the Lease`;
    case 'late':
      return `${from} is late${renewed}`;
    case 'expired':
      return `the Lease of ${from} expired${renewed}`;
    case 'unclaimed':
      return `nobody took the Lease of ${from}${renewed}`;
    case 'renewed-again':
      return `${to} renews again`;
    case 'created':
      return `the Lease was created, held by ${to}`;
    case 'recreated':
      return change.from === change.to
        ? `the Lease was deleted and made anew by its holder ${to}`
        : `the Lease was deleted and made anew: ${from} → ${to}, which may both act for a while`;
    case 'counter-fell':
      return `the Lease was replaced: its transitions went down; held by ${to}`;
    case 'deleted':
      return `the Lease was deleted; ${from} held it`;
    case 'stopped':
      return `${change.pod ?? from}: the holder's container ended${change.how === null ? '' : `, ${change.how}`}`;
  }
}

/** `17.2s`; from 100 s on whole ones suffice. */
function seconds(ms: number): string {
  return ms < 100_000 ? `${(ms / 1000).toFixed(1)}s` : formatAge(ms);
}
