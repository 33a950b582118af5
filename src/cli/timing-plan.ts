// What `timing` is asked: of flags alone, or of the one election there is.

import type { Diagnosis } from '../checks/diagnose.ts';
import type { Plan } from '../report/timing-report.ts';
import { onlyElection } from './one-election.ts';
import { givesTimings, goalFrom, type TimingFlags, timingFrom } from './timing-flags.ts';

type Flags = TimingFlags & { readonly skip?: readonly string[] | undefined };

/** One standby, as most Deployments have. */
const REPLICAS = 2;

export function planAlone(flags: Flags): Plan {
  return { timing: timingFrom(flags), goal: goalFrom(flags, REPLICAS), findings: null, skip: flags.skip ?? [] };
}

/** @returns null where there is no election; @throws UsageError where there are several */
export function planOfElection({ elections, findings }: Diagnosis, flags: Flags): Plan | null {
  const election = onlyElection(elections, 'timing');
  if (!election) return null;
  const { workload, candidates, timing } = election;
  return {
    timing: timingFrom(flags, timing),
    goal: goalFrom(flags, workload?.replicas || candidates.length || REPLICAS),
    findings: givesTimings(flags) ? null : findings,
    skip: flags.skip ?? [],
  };
}
