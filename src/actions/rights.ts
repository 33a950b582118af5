// What the account of an election may do with its Lease, as far as that was asked.

import { deniedOf } from '../access/access.ts';
import type { Election } from '../election/election.ts';

/** Whether its account may create the Lease anew; null where that is not known. */
export function mayCreate({ access }: Pick<Election, 'access'>): boolean | null {
  return (
    access?.rights.find(({ question }) => question.resource === 'leases' && question.verb === 'create')?.verdict
      .allowed ?? null
  );
}

/** Which of the rights that election needs are denied to its account, as `create and update`. */
export function deniedWords({ access }: Pick<Election, 'access'>): string | null {
  const denied = access ? deniedOf(access).filter(({ question }) => question.resource === 'leases') : [];
  if (denied.length === 0) return null;
  return denied.map(({ question }) => question.verb).join(' and ');
}
