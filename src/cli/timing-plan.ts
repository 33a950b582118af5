// What `timing` is asked: of flags alone, or of the one election there is.

import type { Diagnosis } from '../checks/diagnose.ts';
import type { Plan } from '../report/timing-report.ts';
import { givesTimings, goalFrom, type TimingFlags, timingFrom } from './timing-flags.ts';
import { UsageError } from './usage-error.ts';

type Flags = TimingFlags & { readonly skip?: readonly string[] | undefined };

/** One standby, as most Deployments have. */
const REPLICAS = 2;

export function planAlone(flags: Flags): Plan {
  return { timing: timingFrom(flags), goal: goalFrom(flags, REPLICAS), findings: null, skip: flags.skip ?? [] };
}

/** @returns null where there is no election; @throws UsageError where there are several */
export function planOfElection({ elections, findings }: Diagnosis, flags: Flags): Plan | null {
  const [election, another] = elections;
  if (!election) return null;
  if (another) {
    const names = elections.map(
      ({ leaseName, workload }) => leaseName ?? `${workload?.kind.toLowerCase()}/${workload?.name}`,
    );
    throw new UsageError('there are several elections, and timing takes one', `name one of ${names.join(', ')}`);
  }
  const { workload, candidates, timing } = election;
  return {
    timing: timingFrom(flags, timing),
    goal: goalFrom(flags, workload?.replicas || candidates.length || REPLICAS),
    findings: givesTimings(flags) ? null : findings,
    skip: flags.skip ?? [],
  };
}
