// A manager that ends at once because it does not know one of its flags (F22): nothing of it ever runs.

import { canRun } from '../election/candidate.ts';
import { groupBy } from '../election/directory.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { type Check, HOLDS, type Remedy, type Trouble } from './check.ts';
import { agoMs, isLed, isPresent, type Line, linesOf, unreadLogs } from './logged.ts';
import { kubectl, reference } from './wording.ts';

const FLAG = /(?:not defined|unknown (?:shorthand )?flag)[:,]? *:?.*?(--?[\w.-]+|'.' in -\w+)/i;

export const unknownFlag: Check = {
  id: 'unknown-flag',
  suite: 'workload',
  title: 'the manager knows all of its flags',
  worst: 'critical',
  needs: ['leases', 'pods'],
  applies: ({ logs }) => logs !== null,
  judge(election, observation) {
    const byPod = groupBy(
      linesOf(election, ({ sign }) => sign === 'unknown-flag'),
      ({ log }) => `${log.namespace}/${log.pod}`,
    );
    const last = [...byPod.values()].flatMap((lines) => lines.at(-1) ?? []);
    if (last.length === 0) {
      const unread = unreadLogs(election, observation);
      return unread === null ? HOLDS : { unknown: `why a process ends at once is in its log: ${unread}` };
    }
    return last.map((one): Trouble => {
      const over = runsNow(one, election) || !isPresent(one.at, election, observation);
      const flag = FLAG.exec(one.entry.line)?.[1] ?? null;
      const what = flag === null ? 'one of its flags' : `the flag ${flag}`;
      const { namespace, pod } = one.log;
      return {
        severity: over ? 'info' : isLed(election, observation) ? 'warning' : 'critical',
        subject: { kind: 'Pod', namespace: namespace || null, name: pod },
        summary: `${pod} ${over ? 'did' : 'does'} not know ${what} and ${over ? 'ended' : 'ends'} at once, last ${formatAge(agoMs(one.at, observation))} ago`,
        facts: { flag, lastAt: one.entry.at, lastAgoMs: Math.round(agoMs(one.at, observation)) },
        remedy: [remedyFor(election, observation)],
      };
    });
  },
};

/** Who never ran with other flags has none to go back to: `rollout undo` finds no history then. */
function remedyFor({ workload }: Election, observation: Observation): Remedy {
  const out = 'take that flag out: this version has none of that name';
  if (!workload) return { text: out, command: null };
  const command = (...words: string[]) => kubectl(observation, workload.namespace, ...words, reference(workload));
  return (workload.rollout?.revision ?? 1) > 1
    ? { text: `goes back to the flags before; or ${out}`, command: command('rollout', 'undo') }
    : { text: out, command: command('edit') };
}

/** Another process of that pod runs by now: it was started with other flags, or the line was another program's. */
function runsNow({ log }: Line, { candidates }: Election): boolean {
  const own = candidates.find(({ pod }) => pod.name === log.pod && pod.namespace === log.namespace)?.pod;
  return own !== undefined && canRun(own) && own.ready;
}
