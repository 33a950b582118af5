// The account may do more with Leases than its election needs: worth narrowing, and no trouble (6.1).

import type { Access } from '../access/access.ts';
import { type BroadGrant, describeBroad } from '../access/broad.ts';
import { accountWords, fixCommand, grantWords } from './access-wording.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject } from './wording.ts';

/** More than these are summed up in one sentence. */
const MOST_TOLD = 3;

export const leaseAccessBroad: Check = {
  id: 'lease-access-broad',
  suite: 'access',
  title: 'the account may do no more with Leases than election needs',
  worst: 'info',
  needs: [],
  applies: ({ access }) => access !== null && access.account !== null,
  judge(election, observation) {
    const access = election.access as Access;
    const { account, broad, lock } = access;
    if (account === null) return HOLDS;
    if (broad === null) return { unknown: 'the roles of its account could not all be read' };
    if (broad.length === 0) return HOLDS;
    const told = broad.slice(0, MOST_TOLD).map(wordsOf);
    const more = broad.length > MOST_TOLD ? `, and ${broad.length - MOST_TOLD} more` : '';
    const text = 'prints the least that would do, to put in place of the broad grant';
    const command = fixCommand(election, access, observation).replace(' | kubectl apply -f -', '');
    return [
      {
        severity: 'info',
        subject: leaseSubject({ ...election, namespace: lock.namespace }),
        summary: `${accountWords(account)} may do more with Leases than election needs: ${told.join('; ')}${more}`,
        facts: {
          account: `${account.namespace}/${account.name}`,
          grants: broad.map(({ binding, role }) => grantWords(binding, role)),
        },
        remedy: [{ text, command: access.fix === null ? null : command }],
      },
    ];
  },
};

function wordsOf({ binding, role, reasons }: BroadGrant): string {
  return `${grantWords(binding, role)} (${reasons.map(describeBroad).join(', ')})`;
}
