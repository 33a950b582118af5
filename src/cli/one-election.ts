// Commands that take one election: the only one there is, or the one that TARGET names (contract 1).

import type { Election } from '../election/election.ts';
import { UsageError } from './usage-error.ts';

/** @returns null where there is none @throws UsageError where there are several, naming them */
export function onlyElection(elections: readonly Election[], verb: string): Election | null {
  const [election = null, another] = elections;
  if (!another) return election;
  const names = elections.map(
    ({ leaseName, workload }) => leaseName ?? `${workload?.kind.toLowerCase()}/${workload?.name}`,
  );
  throw new UsageError(`there are several elections, and ${verb} takes one`, `name one of ${names.join(', ')}`);
}
