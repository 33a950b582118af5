// A replica whose election container was killed for want of memory (F11): it releases nothing and says nothing in its log.

import { electorOf } from '../election/candidate.ts';
import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Container, Observation, Pod, Termination } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Check, Remedy, Trouble } from './check.ts';
import { kubectl, podSubject, reference } from './wording.ts';

/** Past is not present: an end counts for this long (contract 4). */
const RECENT_MS = 600_000;
/** The kubelet's word. Exit code 137 alone is any SIGKILL, such as that of a failed probe. */
const KILLED = 'OOMKilled';

export const outOfMemory: Check = {
  id: 'out-of-memory',
  suite: 'workload',
  title: 'replicas have the memory they need',
  worst: 'critical',
  needs: ['leases', 'renewal', 'pods', 'workloads'],
  applies: ({ workload, candidates }, unread) =>
    workload !== null || candidates.length > 0 || unread.has('workloads') || unread.has('pods'),
  judge(election, observation) {
    return election.candidates.flatMap(({ pod }): Trouble[] => {
      const elector = electorOf(pod);
      const end = elector?.ended ?? elector?.lastEnded ?? null;
      if (!elector || end?.reason !== KILLED || pod.deletedAt !== null) return [];
      const limit = pod.settings.memoryLimits[elector.name] ?? null;
      const ago = between(endOf(elector, end), observation.takenAt);
      return [
        {
          severity: severityOf(pod, elector, end, election, observation),
          subject: podSubject(pod),
          summary: `${pod.name}: container ${elector.name} ran out of memory (${limit === null ? 'no limit of its own' : `limit ${limit}`})${ago === null ? '' : ` ${formatAge(ago)} ago`}, ${timesOf(elector)}`,
          facts: {
            container: elector.name,
            memoryLimit: limit,
            restarts: elector.restarts,
            exitCode: end.exitCode,
            finishedAt: end.finishedAt,
            ...usageOf(pod, elector, observation),
          },
          remedy: [remedyOf(pod, elector, limit, election, observation)],
        },
      ];
    });
  },
};

/** What it uses now, where the cluster tells. */
function usageOf(
  { namespace, name }: Pod,
  { name: container }: Container,
  { around }: Observation,
): { memoryNow?: string } {
  const now = around?.usage?.find(
    (one) => one.namespace === namespace && one.pod === name && one.container === container,
  );
  return now ? { memoryNow: now.memory } : {};
}

function timesOf({ restarts }: Container): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}

/** When it ended; at the latest when its successor started. */
function endOf(elector: Container, end: Termination): string | null {
  return end.finishedAt ?? elector.runningSince;
}

/** Present while the container is down, for 10 min, and while nobody has renewed since; critical where nobody else can lead. */
function severityOf(
  pod: Pod,
  elector: Container,
  end: Termination,
  election: Election,
  { takenAt }: Observation,
): Trouble['severity'] {
  const { renewal, renewedAt, candidates, holder, electionOn } = election;
  const ago = between(endOf(elector, end), takenAt);
  const works = electionOn === false || renewal.state === 'renewing';
  const unrenewedSince = !works && (between(renewedAt, endOf(elector, end)) ?? -1) >= 0;
  if (elector.runningSince !== null && !unrenewedSince && (ago === null || ago >= RECENT_MS)) return 'info';
  const othersLead = renewal.state === 'late' && holder?.pod != null && holder.pod.name !== pod.name;
  const othersStandBy = candidates.some((one) => one.role === 'standby' && one.pod.name !== pod.name);
  return works || othersLead || othersStandBy ? 'warning' : 'critical';
}

function remedyOf(
  pod: Pod,
  elector: Container,
  limit: string | null,
  { workload }: Election,
  observation: Observation,
): Remedy {
  if (limit === null) {
    return {
      text: 'its node had no memory left: see what uses it up, and give the container a request of its own',
      command: pod.nodeName === null ? null : kubectl(observation, null, 'describe', 'node', pod.nodeName),
    };
  }
  const double = doubled(limit);
  return {
    text: 'raise the memory limit, here to the double; every pod is then made anew',
    command:
      workload && double
        ? kubectl(
            observation,
            workload.namespace,
            'set',
            'resources',
            reference(workload),
            '-c',
            elector.name,
            `--limits=memory=${double}`,
          )
        : null,
  };
}

/** Twice a Kubernetes quantity, in its own unit: `128Mi` → `256Mi`; null where it is none. */
function doubled(quantity: string): string | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2}|[eE][+-]?\d+)$/.exec(quantity) ?? [];
  return number === undefined ? null : `${Number(number) * 2}${unit}`;
}
