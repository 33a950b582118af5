// `--leader-elect false`: in Go's `flag` a boolean takes no second word. Election stays on, and every later flag is ignored (reference 7).

import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

export const flagSwallowed: Check = {
  id: 'flag-swallowed',
  suite: 'workload',
  title: 'every flag is read as it was meant',
  worst: 'critical',
  needs: ['workloads'],
  applies: ({ arguments: set }) => set !== null,
  judge(election, observation) {
    const swallowed = election.arguments?.swallowed;
    if (!swallowed) return HOLDS;
    const { flag, value, ignored } = swallowed;
    const lost =
      ignored.length === 0 ? '' : `, and ${ignored.length} flags after it are ignored (${ignored.join(' ')})`;
    return [
      {
        severity: 'critical',
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
