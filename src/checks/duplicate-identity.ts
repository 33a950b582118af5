// Several processes under one identity: each takes the Lease for its own, and all of them lead (F6).

import { canRun } from '../election/candidate.ts';
import { isDeclared } from '../election/observation.ts';
import type { Check, Trouble } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

export const duplicateIdentity: Check = {
  id: 'duplicate-identity',
  suite: 'leaders',
  title: 'every replica has an identity of its own',
  worst: 'critical',
  needs: ['leases', 'pods', 'workloads'],
  applies: ({ electionOn, candidates, workload }, unread) => {
    const several = candidates.length > 1 || (workload?.replicas ?? 0) > 1;
    return electionOn !== false && (several || (workload === null && (unread.has('pods') || unread.has('workloads'))));
  },
  judge(election, observation) {
    const running = election.candidates.filter(({ pod }) => canRun(pod));
    const fixed = new Map<string, string[]>();
    for (const { pod } of running) {
      const constant = election.program?.identity ?? null;
      const identity =
        constant ?? pod.arguments.identity ?? sharedHost(pod.hostNetwork, election.holder?.identity, pod.nodeName);
      if (identity !== null) fixed.set(identity, [...(fixed.get(identity) ?? []), pod.name]);
    }
    const declared = isDeclared(observation) ? (election.workload ?? null) : null;
    const constant = declared?.arguments.identity ?? election.program?.identity ?? null;
    if (declared && constant !== null && declared.replicas > 1) {
      const names = Array.from({ length: declared.replicas }, () => reference(declared));
      fixed.set(constant, names);
    }
    const doubled = [...fixed].filter(([, pods]) => pods.length > 1);
    return doubled.map(
      ([identity, pods]): Trouble => ({
        severity: 'critical',
        subject: subjectOf(election),
        summary: `${pods.length} replicas share the identity ${identity}, so that each believes to hold the Lease`,
        facts: { identity, pods: [...new Set(pods)] },
        remedy: [
          {
            text: 'give each pod its own: drop the flag, or set it from metadata.name',
            command: election.workload
              ? kubectl(observation, election.workload.namespace, 'edit', reference(election.workload))
              : null,
          },
        ],
      }),
    );
  },
};

/** Replicas on the host's network whose identity is the bare host name are one, as far as the Lease can tell. */
function sharedHost(hostNetwork: boolean, holder: string | undefined, node: string | null): string | null {
  return hostNetwork && node !== null && holder === node ? node : null;
}
