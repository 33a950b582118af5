// Replicas that say that they cannot reach the API server (F12): who cannot reach it can neither renew nor take over.

import { groupBy } from '../election/directory.ts';
import { formatAge } from '../election/duration.ts';
import type { Observation } from '../election/observation.ts';
import { type Check, HOLDS, type Remedy, type Trouble } from './check.ts';
import {
  agoMs,
  hasGivenUp,
  hasRecovered,
  isLed,
  isPresent,
  linesOf,
  listed,
  shortened,
  subjectFor,
  unreadLogs,
} from './logged.ts';
import { isUnreachable } from './network-errors.ts';
import { kubectl } from './wording.ts';

/** One dropped connection is mended by the next try. */
const FEWEST = 2;

export const apiUnreachable: Check = {
  id: 'api-unreachable',
  suite: 'network',
  title: 'no replica says that it cannot reach the API server',
  worst: 'critical',
  needs: ['leases', 'pods'],
  applies: ({ logs }) => logs !== null,
  judge(election, observation) {
    const lines = linesOf(election, isUnreachable);
    const byPod = groupBy(lines, ({ log }) => log.pod);
    const hit = [...byPod].filter(([, own]) => own.length >= FEWEST);
    if (hit.length === 0) {
      const unread = unreadLogs(election, observation);
      return unread === null ? HOLDS : { unknown: `whether replicas reach the API server is in their logs: ${unread}` };
    }
    const now = hit.filter(([pod, own]) => {
      const last = own.at(-1);
      if (!last || hasGivenUp(last, observation)) return false;
      return isPresent(last.at, election, observation) && !hasRecovered(pod, last.at, election);
    });
    const told = now.length > 0 ? now : hit;
    const last = told
      .flatMap(([, own]) => own)
      .toSorted((a, b) => a.at - b.at)
      .at(-1);
    const first = told.flatMap(([, own]) => own).toSorted((a, b) => a.at - b.at)[0];
    if (!first || !last) return HOLDS;
    const pods = told.map(([pod]) => pod);
    const ago = formatAge(agoMs(last.at, observation));
    const trouble: Trouble = {
      severity: now.length === 0 ? 'info' : isLed(election, observation) ? 'warning' : 'critical',
      subject: subjectFor(election),
      summary: `${listed(pods)} ${now.length === 0 ? 'could not' : 'cannot'} reach the API server, last ${ago} ago: ${shortened(last.entry.error ?? last.entry.message)}`,
      facts: {
        pods,
        lines: told.reduce((sum, [, own]) => sum + own.length, 0),
        firstAt: first.entry.at,
        lastAt: last.entry.at,
        lastAgoMs: Math.round(agoMs(last.at, observation)),
      },
      remedy: [remedyOf(last.log.namespace, observation)],
    };
    return [trouble];
  },
};

/** Policies first, unless it is known that none limits what pods of the namespace may reach. */
function remedyOf(namespace: string, observation: Observation): Remedy {
  const { around, gaps } = observation;
  const unread = gaps.some(({ evidence }) => evidence === 'policies');
  const limited = around === null || unread || around.policies.some((policy) => policy.namespace === namespace);
  if (limited || namespace === '')
    return {
      text: 'shows the policies of its namespace: those that select its pods must let out the port behind the Service kubernetes (often 6443), not only 443',
      command: kubectl(observation, namespace || null, 'get', 'networkpolicies', '-o', 'yaml'),
    };
  return {
    text: 'no network policy limits them: shows whether kube-proxy, the network plug-in and DNS run on their nodes',
    command: kubectl(observation, 'kube-system', 'get', 'pods', '-o', 'wide'),
  };
}
