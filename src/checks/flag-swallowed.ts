// `--leader-elect false`: in Go's `flag` a boolean takes no second word. Election stays on, and every later flag is ignored (reference 7).

import type { Election } from '../election/election.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

export const flagSwallowed: Check = {
  id: 'flag-swallowed',
  suite: 'workload',
  title: 'every flag is read as it was meant',
  worst: 'critical',
  needs: ['leases', 'pods', 'workloads'],
  applies: ({ configured }, unread) => configured !== null || unread.has('workloads'),
  judge(election, observation) {
    const swallowed = election.configured?.swallowed;
    if (!swallowed) return HOLDS;
    const { flag, value, ignored } = swallowed;
    // said twice, but as it was meant
    if (ignored.length === 0 && /^(1|t|true)$/i.test(value)) return HOLDS;
    const lost =
      ignored.length === 0
        ? ''
        : `, and ${ignored.length === 1 ? 'the flag after it is' : `${ignored.length} flags after it are`} ignored (${ignored.join(' ')})`;
    return [
      {
        severity: anotherLeads(election) ? 'warning' : 'critical',
        subject: subjectOf(election),
        summary: `"${flag} ${value}" is two words: ${flag} is true${lost}`,
        facts: { flag, value, ignored },
        remedy: [
          {
            text: `write ${flag}=${value}`,
            command: election.workload
              ? kubectl(observation, election.workload.namespace, 'edit', reference(election.workload))
              : null,
          },
        ],
      },
    ];
  },
};

/** A leader that was started without this fault: the contract then warns only. */
function anotherLeads({ renewal, holder }: Election): boolean {
  return renewal.state === 'renewing' && holder?.pod != null && holder.pod.arguments.swallowed === null;
}
