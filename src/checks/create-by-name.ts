// The right to create is given by name alone: a create carries no name for the authorizer, so the rule never matches (6.1).

import { type Access, deniedOf } from '../access/access.ts';
import { accountWords, fixCommand } from './access-wording.ts';
import { type Check, HOLDS } from './check.ts';
import { leaseSubject } from './wording.ts';

export const createByName: Check = {
  id: 'create-by-name',
  suite: 'access',
  title: 'the right to create its Lease is not bound to a name',
  worst: 'critical',
  needs: [],
  applies: ({ access }) => access !== null && access.account !== null,
  judge(election, observation) {
    const access = election.access as Access;
    const creates = deniedOf(access).filter(({ question: { verb } }) => verb === 'create');
    const create = creates.find(({ nearest }) => nearest?.kind === 'create-by-name');
    if (creates.length > 0 && !create && access.broad === null) {
      return { unknown: 'create is denied, and the roles that may tell why could not all be read' };
    }
    const { nearest, question } = create ?? {};
    if (nearest?.kind !== 'create-by-name' || !question || access.account === null) return HOLDS;
    const { role, binding, names } = nearest;
    const later = election.lease ? 'once the Lease is deleted nobody can make it again' : 'the Lease can never appear';
    const text = 'adds a rule for create without a name, beside get and update on this one Lease';
    return [
      {
        severity: 'critical',
        subject: leaseSubject({ ...election, namespace: access.lock.namespace }),
        summary: `${role.kind} ${role.name} grants create on ${question.resource} only with resourceNames (${names.join(', ')}), which never matches a create: ${later}`,
        facts: {
          account: accountWords(access.account),
          role: role.name,
          binding: binding.name,
          resourceNames: names,
        },
        remedy: [{ text, command: access.fix === null ? null : fixCommand(election, access, observation) }],
      },
    ];
  },
};
