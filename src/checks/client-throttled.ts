// The controller's own rate limit keeps its elector waiting (F10): under load it loses what nobody else wanted.

import { formatAge } from '../election/duration.ts';
import type { LogEntry } from '../logs/log-event.ts';
import { type Check, HOLDS, type Trouble } from './check.ts';
import { agoMs, isPresent, linesOf, listed, shortened, subjectFor, unreadLogs } from './logged.ts';
import { kubectl } from './wording.ts';

/** Waits for the limit within this before a renewal failed made it fail. */
const BEFORE_LOSS_MS = 30_000;
/** The end of the renew deadline, whatever failed before: alone no proof (reference 2.3). */
const DEADLINE_IS_OVER = /would exceed context deadline/i;
const ABOUT_LEASES = /\/leases\//;

export const clientThrottled: Check = {
  id: 'client-throttled',
  suite: 'network',
  title: 'its own rate limit does not keep the elector waiting',
  worst: 'warning',
  needs: [],
  applies: ({ logs }) => logs !== null,
  judge(election, observation) {
    const waits = linesOf(election, ({ sign }) => sign === 'throttled');
    const losses = linesOf(election, ({ event, graceful }) => event === 'renew-failed' && graceful !== true);
    const proofs = linesOf(election, isStarved);
    const before = waits.filter(({ log, at }) =>
      losses.some((loss) => loss.log === log && loss.at >= at && loss.at - at < BEFORE_LOSS_MS),
    );
    const lines = [...proofs, ...before].sort((a, b) => a.at - b.at);
    const last = lines.at(-1);
    if (!last) {
      const unread = unreadLogs(election, observation);
      return unread === null ? HOLDS : { unknown: `whether a client waits for its own limit is in logs: ${unread}` };
    }
    const pods = [...new Set(lines.map(({ log }) => log.pod))];
    const now = isPresent(last.at, election, observation);
    const trouble: Trouble = {
      severity: now ? 'warning' : 'info',
      subject: subjectFor(election),
      summary: `the elector of ${listed(pods)} ${now ? 'waits' : 'waited'} for its own client's rate limit, last ${formatAge(agoMs(last.at, observation))} ago: ${shortened(last.entry.sign === 'throttled' ? last.entry.message : (last.entry.error ?? last.entry.message))}`,
      facts: {
        pods,
        lines: lines.length,
        lostAfterwards: losses.length > 0,
        lastAt: last.entry.at,
        lastAgoMs: Math.round(agoMs(last.at, observation)),
      },
      remedy: [
        {
          text: 'shows its flags: raise the limits of its client (often --kube-api-qps and --kube-api-burst), or give election a client of its own',
          command: kubectl(observation, last.log.namespace || null, 'get', 'pod', last.log.pod, '-o', 'yaml'),
        },
      ],
    };
    return [trouble];
  },
};

/** A request of the lock itself that waited for the limit. */
function isStarved({ event, sign, cause, error, line }: LogEntry): boolean {
  if (sign === 'throttled') return ABOUT_LEASES.test(line);
  const lock = event === 'lock-error' || event === 'renew-failed';
  return (
    lock && cause === 'throttled' && /client rate limiter/i.test(error ?? line) && !DEADLINE_IS_OVER.test(error ?? line)
  );
}
