// A pod that is killed before its manager has stopped in good order: work is cut off, and the Lease is not released (F18).

import { formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Timing } from '../election/timing.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, workloadSubject } from './wording.ts';

/** controller-runtime's GracefulShutdownTimeout, where a program sets no other (reference 1.6). */
const SHUTDOWN_SECONDS = 30;
/** What a pod needs besides: the release itself, and the end of the process. */
const ENOUGH_SECONDS = SHUTDOWN_SECONDS + 10;
/** Programs of reference 7 and 10 that are controller-runtime managers and leave its shutdown time as it is. */
const MANAGERS = [
  'beskar7',
  'beskar7 0.3',
  'beskar7 claim coordinator',
  'kubeadm control plane provider',
  'cluster-api',
  'baremetal-operator',
];

export const gracePeriodShort: Check = {
  id: 'grace-period-short',
  suite: 'workload',
  title: 'a pod has time to stop in good order',
  worst: 'info',
  needs: ['workloads'],
  applies: ({ workload, program, electionOn }, unread) =>
    electionOn !== false && (workload !== null || (unread.has('workloads') && !program?.controlPlane)),
  judge(election, observation) {
    const { workload, timing } = election;
    const grace = workload?.settings.graceSeconds ?? SHUTDOWN_SECONDS;
    if (!workload || !isManager(election) || grace >= SHUTDOWN_SECONDS) return HOLDS;
    const patch = { spec: { template: { spec: { terminationGracePeriodSeconds: ENOUGH_SECONDS } } } };
    return [
      {
        severity: 'info',
        subject: workloadSubject(workload),
        summary: `${reference(workload)} has ${grace}s to stop, and its manager may take ${SHUTDOWN_SECONDS}s: ${costOf(timing)}`,
        facts: { graceSeconds: grace, shutdownSeconds: SHUTDOWN_SECONDS, releaseOnCancel: timing.releaseOnCancel },
        remedy: [
          {
            text: `give it more than ${SHUTDOWN_SECONDS}s; every pod is then made anew`,
            command: kubectl(
              observation,
              workload.namespace,
              'patch',
              reference(workload),
              '--type=merge',
              '-p',
              JSON.stringify(patch),
            ),
          },
        ],
      },
    ];
  },
};

function isManager({ workload, program }: Election): boolean {
  return workload?.settings.controllerRuntime === true || MANAGERS.includes(program?.name ?? '');
}

/** What a kill costs: the work that was not done, and where release is on, the time that it would have saved. */
function costOf({ releaseOnCancel, leaseDurationMs }: Timing): string {
  const work = 'work is then cut off';
  if (releaseOnCancel === false) return work;
  const waited = leaseDurationMs === null ? '' : ` (${formatDuration(leaseDurationMs)})`;
  return `${work}, and the Lease${releaseOnCancel ? '' : ', if release is on,'} is not released but waited out${waited}`;
}
