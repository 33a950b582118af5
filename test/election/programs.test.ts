// The known programs against the tables of reference 7 and 10: one row a project, as it stands there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workload } from '../../src/election/observation.ts';
import { leaseNameOf, programOfLease, programOfWorkload } from '../../src/election/programs.ts';
import { LEASE, makeWorkload, stranger } from '../support/build.ts';

type Row = readonly [lease: string, seconds: readonly [number, number, number], release: boolean | null];

// Reference 7, columns lease name, LD/RD/RP and release; reference 10 for Beskar7.
const KNOWN: readonly Row[] = [
  ['kube-controller-manager', [15, 10, 2], false],
  ['kube-scheduler', [15, 10, 2], false],
  ['cloud-controller-manager', [15, 10, 2], false],
  ['leader-election-controller', [15, 10, 2], false],
  ['controller-leader-election-capi', [15, 10, 2], false],
  ['kubeadm-bootstrap-manager-leader-election-capi', [15, 10, 2], false],
  ['kubeadm-control-plane-manager-leader-election-capi', [60, 40, 5], false],
  ['controller-leader-election-capd', [15, 10, 2], false],
  ['controller-leader-elect-capa', [15, 10, 2], false],
  ['controller-leader-election-capm3', [15, 10, 2], false],
  ['baremetal-operator', [15, 10, 2], true],
  [LEASE, [15, 10, 2], false],
  ['7be7e04e.cluster.x-k8s.io', [15, 10, 2], true],
  ['beskar7-controller-manager', [15, 10, 2], true],
  ['cert-manager-controller', [60, 40, 15], true],
  ['cert-manager-cainjector-leader-election', [60, 40, 15], true],
  ['argo-rollouts-controller-lock', [15, 10, 2], false],
  ['argo-rollouts-controller-lock-blue', [15, 10, 2], false],
  ['58ac56fa.applicationsets.argoproj.io', [15, 10, 2], false],
  ['source-controller-leader-election', [35, 30, 5], true],
  ['kustomize-controller-leader-election', [35, 30, 5], true],
  ['helm-controller-leader-election-0a1b2c3d', [35, 30, 5], true],
  ['image-automation-controller-leader-election', [35, 30, 5], true],
  ['karpenter-leader-election', [15, 10, 2], true],
  ['ingress-controller-leader', [30, 15, 7.5], false],
  ['ingress-nginx-leader', [30, 15, 7.5], false],
  ['istio-gateway-deployment-default', [30, 15, 7.5], true],
  ['controller.reconciler.00-of-01', [60, 40, 10], true],
  ['crossplane-leader-election-core', [60, 50, 2], true],
  ['external-secrets-controller', [15, 10, 2], false],
  ['crd-certs-controller', [15, 10, 2], false],
  ['external-attacher-leader-ebs-csi-aws-com', [15, 10, 5], false],
  ['external-resizer-ebs-csi-aws-com', [15, 10, 5], false],
  ['external-snapshotter-leader-ebs-csi-aws-com', [15, 10, 5], false],
  ['snapshot-controller-leader', [15, 10, 5], false],
  ['plndr-cp-lock', [15, 10, 2], true],
  ['plndr-svcs-lock', [15, 10, 2], true],
  ['kubevip-my-service', [15, 10, 2], true],
  ['operator.keda.sh', [15, 10, 2], false],
  ['aws-load-balancer-controller-leader', [15, 10, 2], false],
  ['descheduler', [137, 107, 26], true],
];

for (const [lease, seconds, release] of KNOWN) {
  test(`the program of the Lease ${lease}`, () => {
    const program = programOfLease({ name: lease });
    assert.deepEqual(program && { seconds: program.seconds, release: program.release }, { seconds, release });
  });
}

// A name that only resembles a known one must not bring that program's figures (reference 7: kubebuilder's `<8 hex>.<domain>`).
const UNKNOWN = [
  '7f3a1b2c.payments.example.com',
  'my-kube-scheduler',
  'kube-scheduler-2',
  'cert-manager-controller-fork',
  'leader-election',
  'my-karpenter-leader-election',
  'beskar7.infrastructure.cluster.x-k8s.io.example.com',
  'beskar7xinfrastructure.cluster.x-k8s.io',
];

for (const name of UNKNOWN) {
  test(`no program is known for the Lease ${name}`, () => assert.equal(programOfLease({ name }), null));
}

// Reference 7: only these keep their Lease away from their pods by default; reference 10: Beskar7 0.3 hard-codes its own.
const AWAY: readonly (readonly [string, string | null])[] = [
  ['cert-manager-controller', 'kube-system'],
  ['cert-manager-cainjector-leader-election', 'kube-system'],
  ['7be7e04e.cluster.x-k8s.io', 'beskar7-system'],
  [LEASE, null],
  ['karpenter-leader-election', null],
  ['source-controller-leader-election', null],
];

for (const [lease, namespace] of AWAY) {
  test(`${lease} lives ${namespace === null ? 'beside its pods' : `in ${namespace}`}`, () =>
    assert.equal(programOfLease({ name: lease })?.leaseNamespace, namespace));
}

// Reference 7, defaults of the flag that turns election on: "(true)" or "(false)" in the last column; reference 10.
const BY_DEFAULT: readonly (readonly [string, boolean])[] = [
  [LEASE, true],
  ['7be7e04e.cluster.x-k8s.io', true],
  ['argo-rollouts-controller-lock', true],
  ['karpenter-leader-election', true],
  ['aws-load-balancer-controller-leader', true],
  ['controller-leader-election-capi', false],
  ['58ac56fa.applicationsets.argoproj.io', false],
  ['source-controller-leader-election', false],
  ['external-secrets-controller', false],
  ['external-attacher-leader-ebs-csi-aws-com', false],
];

for (const [lease, on] of BY_DEFAULT) {
  test(`${lease}: ${on ? 'elects unless told otherwise' : 'does not elect unless told to'}`, () =>
    assert.equal(programOfLease({ name: lease })?.electsByDefault === true, on));
}

const beskar7 = { 'app.kubernetes.io/name': 'beskar7', 'control-plane': 'controller-manager' };

// Reference 10, rows Deployment and pod labels; every other workload is a stranger.
const WORKLOADS: readonly (readonly [string, Workload, string | null])[] = [
  ['kustomize', makeWorkload(), 'beskar7'],
  ['kustomize overlay', stranger('extra-large-controller-manager', 'beskar7-system'), 'beskar7'],
  ['Helm, release beskar7', makeWorkload({ namespace: 'infra', name: 'beskar7-controller-manager' }), 'beskar7'],
  [
    'Helm, another release',
    makeWorkload({ namespace: 'infra', name: 'prod-beskar7-controller-manager', labels: beskar7 }),
    'beskar7',
  ],
  ['cluster-api', stranger('capi-controller-manager', 'capi-system'), null],
  ["a kubebuilder project's", stranger('controller-manager', 'payments'), null],
  ['cert-manager', stranger('cert-manager', 'cert-manager'), 'cert-manager'],
  ['cert-manager, cainjector', stranger('cert-manager-cainjector', 'cert-manager'), 'cert-manager'],
  ['cert-manager, webhook (no election)', stranger('cert-manager-webhook', 'cert-manager'), null],
  ['another Deployment', stranger('web', 'payments'), null],
];

for (const [who, workload, program] of WORKLOADS) {
  test(`the program of the workload of ${who}`, () => assert.equal(programOfWorkload(workload)?.name ?? null, program));
}

test('the name of a Lease is known where a program has one only (reference 10)', () => {
  const nameFor = (name: string) => {
    const program = programOfLease({ name });
    return program && leaseNameOf(program);
  };
  for (const name of [LEASE, 'kube-scheduler', 'operator.keda.sh', 'descheduler']) assert.equal(nameFor(name), name);
  for (const name of ['7be7e04e.cluster.x-k8s.io', 'plndr-cp-lock', 'argo-rollouts-controller-lock'])
    assert.equal(nameFor(name), null);
});
