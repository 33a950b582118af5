// The dialects of leader election in arguments and environments: every flag family of reference 7, and Beskar7's of reference 10.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContainerSpec, type ElectionArguments, readArguments } from '../../src/election/arguments.ts';

function specOf(overrides: Partial<ContainerSpec>): ContainerSpec {
  return { name: 'manager', command: ['/manager'], args: [], env: {}, ports: [], ...overrides };
}

function read(args: readonly string[], env: ContainerSpec['env'] = {}): ElectionArguments {
  return readArguments([specOf({ args, env })]);
}

/** Timings as `30s/20s/4s flag`, so that a row of a table fits a line. */
function timingsOf({ leaseDuration, renewDeadline, retryPeriod }: ElectionArguments): string {
  const all = [leaseDuration, renewDeadline, retryPeriod];
  const sources = [...new Set(all.flatMap((setting) => (setting ? [setting.source] : [])))];
  return `${all.map((setting) => setting?.ms ?? '-').join('/')} ${sources.join('+')}`.trim();
}

interface Family {
  readonly who: string;
  readonly args?: readonly string[];
  readonly env?: ContainerSpec['env'];
  readonly timings?: string;
  readonly says: Partial<ElectionArguments>;
}

const dashed = (prefix: string) => [
  `--${prefix}-lease-duration=30s`,
  `--${prefix}-renew-deadline=20s`,
  `--${prefix}-retry-period=4s`,
];

// Reference 7, column "timing flags / settings", and its last line on flag families.
const FAMILIES: readonly Family[] = [
  {
    who: 'kube-controller-manager, kube-scheduler, descheduler (component-base)',
    args: [
      '--leader-elect=true',
      ...dashed('leader-elect'),
      '--leader-elect-resource-lock=leases',
      '--leader-elect-resource-name=my-manager',
      '--leader-elect-resource-namespace=kube-system',
    ],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true, leaseName: 'my-manager', leaseNamespace: 'kube-system' },
  },
  {
    who: 'cluster-api and its providers',
    args: ['--leader-elect', ...dashed('leader-elect'), '--leader-elect-namespace=capa-system'],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true, leaseNamespace: 'capa-system', leaseName: null },
  },
  {
    who: 'metal3 baremetal-operator, flags in seconds',
    args: [
      '--enable-leader-election',
      '--lease-duration-seconds=30',
      '--renew-deadline-seconds=20',
      '--retry-period-seconds=4',
    ],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true },
  },
  {
    who: 'metal3 baremetal-operator, environment in seconds',
    args: ['--enable-leader-election'],
    env: { LEASE_DURATION_SECONDS: '30', RENEW_DEADLINE_SECONDS: '20', RETRY_PERIOD_SECONDS: '4' },
    timings: '30000/20000/4000 env',
    says: { mentioned: true, enabled: true },
  },
  {
    who: 'cert-manager, argo-rollouts',
    args: ['--leader-elect', '--leader-election-namespace=cert-manager', ...dashed('leader-election')],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true, leaseNamespace: 'cert-manager' },
  },
  {
    who: 'argo-cd applicationset',
    args: ['--enable-leader-election=false'],
    says: { mentioned: true, enabled: false, enabledBy: '--enable-leader-election=false' },
  },
  {
    who: 'flux',
    args: ['--enable-leader-election', '--leader-election-release-on-cancel', ...dashed('leader-election')],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true, releaseOnCancel: true },
  },
  {
    who: 'flux, release turned off',
    args: ['--enable-leader-election', '--leader-election-release-on-cancel=false'],
    says: { enabled: true, releaseOnCancel: false },
  },
  {
    who: 'karpenter',
    args: ['--leader-election-name=my-karpenter', '--leader-election-namespace=karpenter'],
    says: { mentioned: true, enabled: null, leaseName: 'my-karpenter', leaseNamespace: 'karpenter' },
  },
  {
    who: 'karpenter, election off',
    args: ['--disable-leader-election'],
    says: { mentioned: true, enabled: false, enabledBy: '--disable-leader-election' },
  },
  { who: 'karpenter, election not off', args: ['--disable-leader-election=false'], says: { enabled: true } },
  {
    who: 'karpenter, namespace from the environment',
    env: { LEADER_ELECTION_NAMESPACE: 'kube-system' },
    says: { mentioned: true, leaseNamespace: 'kube-system' },
  },
  {
    who: 'ingress-nginx: TTL, TTL/2, TTL/4',
    args: ['--election-id=ingress-nginx-leader', '--election-ttl=60s'],
    timings: '60000/30000/15000 flag',
    says: { mentioned: true, leaseName: 'ingress-nginx-leader' },
  },
  { who: 'ingress-nginx, its default TTL', args: ['--election-ttl=30s'], timings: '30000/15000/7500 flag', says: {} },
  { who: 'knative', args: ['--disable-ha'], says: { mentioned: true, enabled: false } },
  { who: 'crossplane', args: ['core', 'start', '--leader-election'], says: { mentioned: true, enabled: true } },
  { who: 'crossplane, environment', env: { LEADER_ELECTION: 'true' }, says: { mentioned: true, enabled: true } },
  {
    who: 'external-secrets',
    args: ['--enable-leader-election', '--leader-election-id=my-secrets', ...dashed('leader-election')],
    timings: '30000/20000/4000 flag',
    says: { enabled: true, leaseName: 'my-secrets' },
  },
  {
    who: 'CSI sidecars',
    args: ['--v=5', '--leader-election', '--leader-election-namespace=csi', ...dashed('leader-election')],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true, leaseNamespace: 'csi' },
  },
  {
    who: 'kube-vip, environment in seconds',
    args: ['manager'],
    env: { vip_leaseduration: '5', vip_renewdeadline: '3', vip_retryperiod: '1' },
    timings: '5000/3000/1000 env',
    says: { mentioned: true },
  },
  {
    who: 'kube-vip, flags in seconds',
    args: ['manager', '--leaseDuration=5', '--leaseRenewDuration=3', '--leaseRetry=1'],
    timings: '5000/3000/1000 flag',
    says: { mentioned: true },
  },
  {
    who: 'KEDA',
    args: ['--leader-elect', '--leader-election-id=operator.keda.sh'],
    env: {
      KEDA_OPERATOR_LEADER_ELECTION_LEASE_DURATION: '30s',
      KEDA_OPERATOR_LEADER_ELECTION_RENEW_DEADLINE: '20s',
      KEDA_OPERATOR_LEADER_ELECTION_RETRY_PERIOD: '4s',
    },
    timings: '30000/20000/4000 env',
    says: { enabled: true, leaseName: 'operator.keda.sh' },
  },
  {
    who: 'aws-load-balancer-controller',
    args: ['--enable-leader-election=true', '--leader-election-id=my-alb', '--leader-election-namespace=kube-system'],
    says: { enabled: true, leaseName: 'my-alb', leaseNamespace: 'kube-system' },
  },
  {
    who: 'Beskar7 0.3 with its second election, which is another one (reference 10)',
    args: [
      '--leader-elect',
      ...dashed('leader-elect'),
      '--leader-elect-release-on-cancel',
      '--enable-claim-coordinator-leader-election=false',
      '--claim-coordinator-lease-duration=60s',
      '--claim-coordinator-renew-deadline=40s',
      '--claim-coordinator-retry-period=9s',
    ],
    timings: '30000/20000/4000 flag',
    says: { mentioned: true, enabled: true, releaseOnCancel: true },
  },
  {
    who: 'a second election alone',
    args: ['--enable-claim-coordinator-leader-election=false'],
    says: { enabled: null },
  },
  {
    who: 'a flag set over the environment',
    args: dashed('leader-election'),
    env: { KEDA_OPERATOR_LEADER_ELECTION_LEASE_DURATION: '99s' },
    timings: '30000/20000/4000 flag',
    says: {},
  },
  {
    who: 'external-dns, which has no election (reference 7)',
    args: ['--interval=1m', '--provider=aws', '--txt-owner-id=leader-elect', '--feature-gates=LeaderElection=true'],
    env: { LEADER: 'x', DURATION: '15s', EMPTY: '' },
    timings: '-/-/-',
    says: { mentioned: false, enabled: null, leaseName: null, releaseOnCancel: null, swallowed: null, unreadable: [] },
  },
];

for (const { who, args = [], env = {}, timings, says } of FAMILIES) {
  test(`flags of ${who}`, () => {
    const found = read(args, env);
    const keys = Object.keys(says) as (keyof ElectionArguments)[];
    assert.deepEqual(Object.fromEntries(keys.map((key) => [key, found[key]])), says);
    if (timings !== undefined) assert.equal(timingsOf(found), timings);
  });
}
