// One election in the public report (contract 3).

import type { Finding } from '../checks/check.ts';
import { electorOf } from '../election/candidate.ts';
import type { Candidate, Election, Holder } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation, Pod } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Timing } from '../election/timing.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface ReportedElection {
  id: string;
  verdict: Verdict;
  lease: {
    namespace: string;
    name: string | null;
    uid: string | null;
    resourceVersion: string | null;
    holderIdentity: string | null;
    leaseDurationSeconds: number | null;
    acquireTime: string | null;
    renewTime: string | null;
    leaseTransitions: number | null;
    strategy: string | null;
    preferredHolder: string | null;
  };
  /** Where its workload is declared; only in reports of files (`doctor -f`). */
  declaredAt?: { readonly file: string; readonly line: number };
  state: Election['renewal']['state'];
  evidence: Election['renewal']['evidence'];
  renewedAgoMs: number | null;
  holder: {
    identity: string;
    pod: string | null;
    node: string | null;
    match: Holder['match'];
    phase: string | null;
    ready: boolean | null;
    restarts: number | null;
  } | null;
  candidates: {
    pod: string;
    node: string | null;
    phase: string | null;
    ready: boolean;
    restarts: number | null;
    role: Candidate['role'];
    claims: boolean | null;
  }[];
  workload: {
    kind: string;
    namespace: string;
    name: string;
    replicas: number;
    readyReplicas: number;
    serviceAccount: string | null;
  } | null;
  timing: Timing;
  /** Of a coordinated election, valid or not; null for any other, and where they could not be read. */
  leaseCandidates:
    | {
        name: string;
        strategy: string | null;
        binaryVersion: string | null;
        emulationVersion: string | null;
        renewTime: string | null;
        pingTime: string | null;
      }[]
    | null;
  /** How long the present holder has led: between two stamps of its own clock, and the age of the later one; null where not known. */
  ledForMs: number | null;
}

/** One election as it is reported. @param findings its own */
export function reported(
  election: Election,
  findings: readonly Finding[],
  observation: Pick<Observation, 'gaps'>,
): ReportedElection {
  const { lease, holder, workload, renewal, timing, leaseName, namespace } = election;
  const leads = renewal.state === 'renewing' || renewal.state === 'late';
  return {
    id: election.id,
    verdict: verdictOf(renewal.state, findings),
    lease: {
      namespace,
      name: leaseName,
      uid: lease?.uid ?? null,
      resourceVersion: lease?.resourceVersion ?? null,
      holderIdentity: lease?.holderIdentity ?? null,
      leaseDurationSeconds: lease?.leaseDurationSeconds ?? null,
      acquireTime: lease?.acquireTime ?? null,
      renewTime: lease?.renewTime ?? null,
      leaseTransitions: lease?.leaseTransitions ?? null,
      strategy: lease?.strategy ?? null,
      preferredHolder: lease?.preferredHolder ?? null,
    },
    state: renewal.state,
    evidence: renewal.evidence,
    renewedAgoMs: renewal.agoMs,
    holder: holder
      ? {
          identity: holder.identity,
          pod: holder.pod?.name ?? null,
          node: holder.pod?.nodeName ?? null,
          match: holder.match,
          phase: holder.pod?.phase ?? null,
          ready: holder.pod?.ready ?? null,
          restarts: restartsOf(holder.pod),
        }
      : null,
    candidates: election.candidates.map(({ pod, role, claims }) => ({
      pod: pod.name,
      node: pod.nodeName,
      phase: pod.phase,
      ready: pod.ready,
      restarts: restartsOf(pod),
      role,
      claims,
    })),
    workload: workload
      ? {
          kind: workload.kind,
          namespace: workload.namespace,
          name: workload.name,
          replicas: workload.replicas,
          readyReplicas: workload.readyReplicas,
          serviceAccount: workload.serviceAccount,
        }
      : null,
    timing,
    leaseCandidates: leaseCandidatesOf(election, observation),
    ledForMs: leads ? ledFor(lease, renewal.agoMs) : null,
  };
}

function leaseCandidatesOf(
  { coordinated, namespace }: Election,
  { gaps }: Pick<Observation, 'gaps'>,
): ReportedElection['leaseCandidates'] {
  const unread = gaps.some(
    (gap) => gap.evidence === 'lease-candidates' && (gap.namespace === null || gap.namespace === namespace),
  );
  if (!coordinated || unread) return null;
  return coordinated.candidates.map(({ name, strategy, binaryVersion, emulationVersion, renewTime, pingTime }) => ({
    name,
    strategy,
    binaryVersion,
    emulationVersion,
    renewTime,
    pingTime,
  }));
}

function ledFor(lease: Lease | null, agoMs: number | null): number | null {
  const until = between(lease?.acquireTime ?? null, lease?.renewTime ?? null);
  return until === null || until < 0 || agoMs === null ? null : until + agoMs;
}

function restartsOf(pod: Pod | null): number | null {
  return pod ? (electorOf(pod)?.restarts ?? null) : null;
}
