// The public report: the object that `-o json` prints (contract 3), from which every other format is made.

import type { Finding } from '../checks/check.ts';
import type { Diagnosis } from '../checks/diagnose.ts';
import { electorOf } from '../election/candidate.ts';
import { groupBy } from '../election/directory.ts';
import { formatAge } from '../election/duration.ts';
import type { Candidate, Election, Holder } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation, Pod } from '../election/observation.ts';
import { between } from '../election/renewal.ts';
import type { Timing } from '../election/timing.ts';
import { exitCodeOf, type FailOn, type Verdict, verdictOf, worst } from './verdict.ts';

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
  /** How long the present holder has led: between two stamps of its own clock, and the age of the later one; null where not known. */
  ledForMs: number | null;
}

export interface ReportedGap {
  what: string;
  reason: Observation['gaps'][number]['reason'];
  detail: string;
}

export interface Report {
  apiVersion: 'b7le/v1';
  kind: 'Status' | 'Timing';
  generatedAt: string;
  namespace: string | null;
  namespaceSource: string | null;
  /** `--context` as it was given, null where it was not. */
  contextGiven: string | null;
  cluster: { context: string | null; server: string | null; version: string | null; clockSkewMs: number | null };
  verdict: Verdict;
  exitCode: number;
  elections: ReportedElection[];
  findings: Finding[];
  gaps: ReportedGap[];
}

/** Puts the report together. Pure: the same Observation gives the same report. */
export function reportOf(observation: Observation, diagnosis: Diagnosis, failOn: FailOn): Report {
  const findings = groupBy(diagnosis.findings, ({ election }) => election);
  const elections = diagnosis.elections.map((election) => reported(election, findings.get(election.id) ?? []));
  const lost = observation.gaps.some(({ evidence }) => evidence === 'leases') && elections.length === 0;
  const verdict = worst([...elections.map(({ verdict: own }) => own), ...(lost ? (['unknown'] as const) : [])]);
  return {
    apiVersion: 'b7le/v1',
    kind: 'Status',
    generatedAt: observation.takenAt,
    namespace: observation.scope.namespace,
    namespaceSource: observation.scope.namespaceSource,
    contextGiven: observation.scope.contextGiven,
    cluster: {
      context: observation.cluster.context,
      server: observation.cluster.server,
      version: observation.cluster.version,
      clockSkewMs: null,
    },
    verdict,
    exitCode: exitCodeOf(verdict, failOn),
    elections,
    findings: [...diagnosis.findings],
    gaps: [
      ...observation.gaps.map(({ what, reason, detail }) => ({ what, reason, detail })),
      ...diagnosis.elections.flatMap(unsettled),
    ],
  };
}

/** The frame of a report that read no cluster. */
export function bareReport(generatedAt: string): Report {
  return {
    apiVersion: 'b7le/v1',
    kind: 'Status',
    generatedAt,
    namespace: null,
    namespaceSource: null,
    contextGiven: null,
    cluster: { context: null, server: null, version: null, clockSkewMs: null },
    verdict: 'healthy',
    exitCode: 0,
    elections: [],
    findings: [],
    gaps: [],
  };
}

/** An unknown with its reason: the Lease was read, and not watched long enough to tell. */
function unsettled({ renewal, lease }: Election): ReportedGap[] {
  if (renewal.state !== 'unknown' || !lease) return [];
  const watched = renewal.agoMs === null ? 'it was not watched' : `it was watched for ${formatAge(renewal.agoMs)}`;
  const detail = `one read does not tell on this server, and ${watched}: leave out --observe 0s, or raise --timeout`;
  return [{ what: `whether ${lease.name} is renewed`, reason: 'timeout', detail }];
}

function reported(election: Election, findings: readonly Finding[]): ReportedElection {
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
    ledForMs: leads ? ledFor(lease, renewal.agoMs) : null,
  };
}

function ledFor(lease: Lease | null, agoMs: number | null): number | null {
  const until = between(lease?.acquireTime ?? null, lease?.renewTime ?? null);
  return until === null || until < 0 || agoMs === null ? null : until + agoMs;
}

function restartsOf(pod: Pod | null): number | null {
  return pod ? (electorOf(pod)?.restarts ?? null) : null;
}
