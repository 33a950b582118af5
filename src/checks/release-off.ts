// A leader that stops as planned does not give the Lease up: others wait it out as after a crash (reference 1.4, 1.6 a and b).

import { formatRange } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import type { Timing } from '../election/timing.ts';
import { type Check, HOLDS, type Remedy } from './check.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

export const releaseOff: Check = {
  id: 'release-off',
  suite: 'timing',
  title: 'a planned stop releases the Lease',
  worst: 'info',
  needs: ['leases', 'workloads'],
  applies: ({ electionOn, lease, program }) =>
    electionOn !== false && !program?.controlPlane && (lease?.strategy ?? null) === null,
  judge(election, observation) {
    const { timing, workload } = election;
    if (timing.releaseOnCancel === null) {
      return {
        unknown: 'nothing tells whether a planned stop releases the Lease: no flag, no known program, no release seen',
      };
    }
    if (timing.releaseOnCancel) return HOLDS;
    return [
      {
        severity: 'info',
        subject: leaseSubject(election),
        summary: `a planned stop does not release the Lease: ${costOf(timing, workload?.replicas ?? null)}`,
        facts: {
          withoutReleaseMs: timing.crashFailoverMs === null ? null : [...timing.crashFailoverMs],
          withReleaseMs: timing.retryPeriodMs === null ? null : [0, Math.round(2.2 * timing.retryPeriodMs)],
        },
        remedy: [remedyOf(election, observation)],
      },
    ];
  },
};

/** Bounds a and b of reference 1.6; without a standby the process that replaces the only one waits instead (c'). */
function costOf({ crashFailoverMs, leaseDurationMs: ld, retryPeriodMs: rp }: Timing, replicas: number | null): string {
  if (crashFailoverMs === null || ld === null || rp === null) return 'others wait for its whole duration';
  if (replicas === 1) {
    return `a new process leads ${formatRange([ld, Math.round(ld + 2.2 * rp)])} after its start, with release at its first try`;
  }
  const released = formatRange([0, Math.round(2.2 * rp)]);
  return `a standby leads ${formatRange(crashFailoverMs)} after the last renewal, with release ${released} after it`;
}

function remedyOf({ workload, configured }: Election, observation: Observation): Remedy {
  const flag = configured?.releaseOnCancel === false;
  const care = 'only where all work has ended before the release';
  return flag && workload
    ? {
        text: `switch its release flag on, ${care}`,
        command: kubectl(observation, workload.namespace, 'edit', reference(workload)),
      }
    : { text: `it is the program that must offer it (ReleaseOnCancel), ${care}`, command: null };
}
