// Events may not be written: election works, and `kubectl describe lease` tells nothing of it (F21).

import type { Access } from '../access/access.ts';
import { accountWords, fixCommand } from './access-wording.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject } from './wording.ts';

export const eventAccessDenied: Check = {
  id: 'event-access-denied',
  suite: 'access',
  title: 'the account may write Events about its election',
  worst: 'info',
  needs: [],
  applies: ({ access }) => access !== null && access.account !== null,
  judge(election, observation) {
    const access = election.access as Access;
    const create = access.rights.find(({ question: { resource, verb } }) => resource === 'events' && verb === 'create');
    const { account, lock } = access;
    if (!create || account === null || create.verdict.allowed === true) return HOLDS;
    if (create.verdict.allowed === null)
      return { unknown: `it could not be told: ${create.verdict.note ?? 'not asked'}` };
    const text = 'grants it, with the rest of what election uses';
    return [
      {
        severity: 'info',
        subject: leaseSubject({ ...election, namespace: lock.namespace }),
        summary: `${accountWords(account)} may not create events in ${lock.namespace}: election works, and no Event tells who led when`,
        facts: { account: `${account.namespace}/${account.name}`, namespace: lock.namespace },
        remedy: [{ text, command: access.fix === null ? null : fixCommand(election, access, observation) }],
      },
    ];
  },
};
