// Known programs: what their Lease is called and which settings they have when nobody sets any (reference 7 and 10).
// A row never overrules a flag; it fills in what the API does not store.

import type { Lease } from './lease.ts';
import type { Workload } from './observation.ts';

export interface Program {
  readonly name: string;
  readonly lease: RegExp;
  /** Where its Lease lives if not beside its pods. */
  readonly leaseNamespace: string | null;
  /** Lease duration, renew deadline, retry period in seconds. */
  readonly seconds: readonly [number, number, number];
  /** Gives the Lease up on shutdown; null where it depends on the version. */
  readonly release: boolean | null;
  /** Elects unless told otherwise; null where not known. */
  readonly electsByDefault: boolean | null;
  /** A workload that is this program, for Leases whose holder tells nothing. */
  readonly workload: ((workload: Workload) => boolean) | null;
  /** The name of its container, where Leases are called after something else (a driver, say). */
  readonly container: RegExp | null;
  /** A name that newer versions no longer use: what stands under it beside their own Lease is left behind (F7). */
  readonly givenUp: boolean;
  /** The identity that every process of it has, where that is a constant (F6). */
  readonly identity: string | null;
  /** Runs outside of pods, so that no workload can be found for it. */
  readonly controlPlane: boolean;
}

const DEFAULTS = {
  leaseNamespace: null,
  seconds: [15, 10, 2],
  release: false,
  electsByDefault: null,
  workload: null,
  container: null,
  givenUp: false,
  identity: null,
  controlPlane: false,
} as const;

const isBeskar7 = (workload: Workload): boolean =>
  workload.name.endsWith('controller-manager') &&
  (workload.labels['app.kubernetes.io/name'] === 'beskar7' ||
    workload.namespace === 'beskar7-system' ||
    workload.name.startsWith('beskar7'));

const named = (pattern: RegExp) => (workload: Workload) => pattern.test(workload.name);

const CERT_MANAGER = {
  seconds: [60, 40, 15],
  release: true,
  electsByDefault: true,
  leaseNamespace: 'kube-system',
} as const;

const PROGRAMS: readonly Program[] = [
  program('beskar7', /^beskar7\.infrastructure\.cluster\.x-k8s\.io$/, { electsByDefault: true, workload: isBeskar7 }),
  program('beskar7 0.3', /^(7be7e04e\.cluster\.x-k8s\.io|beskar7-controller-manager)$/, {
    release: true,
    electsByDefault: true,
    workload: isBeskar7,
    leaseNamespace: 'beskar7-system',
    givenUp: true,
  }),
  program('beskar7 claim coordinator', /^beskar7-claim-coordinator-leader$/, {
    release: null,
    workload: isBeskar7,
    identity: 'beskar7-claim-coordinator',
  }),
  program('kube-controller-manager', /^kube-controller-manager$/, { controlPlane: true }),
  program('kube-scheduler', /^kube-scheduler$/, { controlPlane: true }),
  program('cloud-controller-manager', /^cloud-controller-manager$/, { controlPlane: true }),
  program('kube-apiserver', /^leader-election-controller$/, { controlPlane: true }),
  program('kubeadm control plane provider', /^kubeadm-control-plane-manager-leader-election-capi$/, {
    seconds: [60, 40, 5],
  }),
  program('cluster-api', /-leader-(election|elect)-cap[a-z0-9]*$/),
  program('baremetal-operator', /^baremetal-operator$/, { release: true }),
  program('cert-manager', /^cert-manager-controller$/, { ...CERT_MANAGER, workload: named(/(^|-)cert-manager$/) }),
  program('cert-manager', /^cert-manager-cainjector-leader-election$/, {
    ...CERT_MANAGER,
    workload: named(/(^|-)cainjector$/),
  }),
  program('argo-rollouts', /^argo-rollouts-controller-lock/, { electsByDefault: true }),
  program('argo-cd applicationset', /^58ac56fa\.applicationsets\.argoproj\.io$/),
  program('flux', /^(source|kustomize|helm|notification|image-[a-z]+)-controller-leader-election/, {
    seconds: [35, 30, 5],
    release: true,
  }),
  program('karpenter', /^karpenter-leader-election$/, { release: true, electsByDefault: true }),
  program('ingress-nginx', /^(ingress-controller-leader|(.+-)?ingress-nginx(-.+)?-leader)$/, {
    seconds: [30, 15, 7.5],
  }),
  program('istiod', /^istio-gateway-deployment/, { seconds: [30, 15, 7.5], release: true }),
  program('knative', /\.\d{2}-of-\d{2}$/, { seconds: [60, 40, 10], release: true }),
  program('crossplane', /^crossplane-leader-election-core$/, { seconds: [60, 50, 2], release: true }),
  program('external-secrets', /^(external-secrets-controller|crd-certs-controller)$/),
  program('CSI sidecar', /^(external-(attacher-leader|resizer|snapshotter-leader)-|snapshot-controller-leader$)/, {
    seconds: [15, 10, 5],
    container: /^(csi-)?(external-)?(provisioner|attacher|resizer|snapshotter|snapshot-controller)$/,
  }),
  program('kube-vip', /^(plndr-(cp|svcs)-lock|kubevip-)/, { release: true }),
  program('KEDA', /^operator\.keda\.sh$/),
  program('aws-load-balancer-controller', /^aws-load-balancer-controller-leader$/, { electsByDefault: true }),
  program('descheduler', /^descheduler$/, { seconds: [137, 107, 26], release: true }),
];

function program(name: string, lease: RegExp, known: Partial<Program> = {}): Program {
  return { name, lease, ...DEFAULTS, ...known };
}

/** The known program whose Lease this is, by name alone. */
export function programOfLease(lease: Pick<Lease, 'name'>): Program | null {
  return PROGRAMS.find(({ lease: pattern }) => pattern.test(lease.name)) ?? null;
}

/** Whether a Lease's name is what an older version of a program called the other one (F7). */
export function isFormerName(former: string, present: string): boolean {
  const [old, now] = [programOfLease({ name: former }), programOfLease({ name: present })];
  if (!old?.givenUp || !now || now.givenUp || now.identity !== null) return false;
  return old.workload !== null && old.workload === now.workload;
}

/** The known program that a workload is, where there is no Lease to tell. */
export function programOfWorkload(workload: Workload): Program | null {
  const { container } = workload.arguments;
  return (
    PROGRAMS.find(({ workload: is }) => is?.(workload)) ??
    PROGRAMS.find(({ container: called }) => container !== null && called?.test(container)) ??
    null
  );
}

/** The Lease's name that a known program uses, where its pattern is a plain name. */
export function leaseNameOf(program: Program): string | null {
  const plain = /^\^([a-z0-9\\.-]+)\$$/.exec(program.lease.source)?.[1];
  return plain ? plain.replaceAll('\\', '') : null;
}

/** What the known programs ship with, in the catalogue's order. */
export function knownTimings(): readonly Pick<Program, 'name' | 'seconds'>[] {
  return PROGRAMS;
}
