// Replicas that really elect, made through the API of any subject: client-go's elector behind a controller manager's flags.

import { type Client, listAt, pick, textAt } from './ask.ts';
import { adminOf, PATH, type Subject, until } from './subject.ts';

export const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';
export const DEPLOYMENT = 'controller-manager';
export const SELECTOR = `control-plane%3D${DEPLOYMENT}`;

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export interface Leader {
  readonly identity: string;
  readonly pod: string;
  readonly spec: LeaseSpec;
}

/** Makes three replicas in the subject's namespace and waits until they are ready and one of them leads. */
export async function install(subject: Subject): Promise<Leader> {
  const { space } = subject;
  const client = adminOf(subject);
  const metadata = { name: DEPLOYMENT };
  const rbac = 'rbac.authorization.k8s.io';
  const rules = [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  ];
  const subjects = [{ kind: 'ServiceAccount', name: DEPLOYMENT, namespace: space }];
  const roleRef = { apiGroup: rbac, kind: 'Role', name: DEPLOYMENT };
  const objects: [path: string, object: object][] = [
    [`/api/v1/namespaces/${space}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }],
    [PATH.roles(space), { apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules }],
    [PATH.roleBindings(space), { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects }],
    [PATH.deployments(space), deployment(subject)],
  ];
  for (const [path, object] of objects) {
    const { status, text } = await client.post(path, object);
    if (status !== 201) throw new Error(`${path} was answered ${status}: ${text}`);
  }
  await rolledOut(client, space);
  return leaderOf(client, space);
}

function deployment({ server }: Subject): object {
  const { hostname, port } = new URL(server);
  const labels = { 'control-plane': DEPLOYMENT };
  const container = {
    name: 'manager',
    image: 'localhost/elector:1',
    imagePullPolicy: 'Never',
    command: ['/elector'],
    args: [
      '--leader-elect=true',
      '--leader-elect-lease-duration=15s',
      '--leader-elect-renew-deadline=10s',
      '--leader-elect-retry-period=2s',
      '--leader-elect-release-on-cancel=true',
      '--metrics-bind-address=:8080',
      '--health-probe-bind-address=:8081',
    ],
    env: [
      { name: 'KUBERNETES_SERVICE_HOST', value: hostname },
      { name: 'KUBERNETES_SERVICE_PORT', value: port },
    ],
    ports: [{ containerPort: 8080, name: 'metrics' }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, periodSeconds: 2 },
  };
  const spec = {
    serviceAccountName: DEPLOYMENT,
    terminationGracePeriodSeconds: 10,
    dnsPolicy: 'Default',
    containers: [container],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: DEPLOYMENT, labels },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

/** As `kubectl rollout status` judges it. */
export async function rolledOut(client: Client, space: string): Promise<void> {
  await until('three ready replicas of the newest template, and no others', 90_000, async () => {
    const { body } = await client.ask(`${PATH.deployments(space)}/${DEPLOYMENT}`);
    const seen = Number(pick(body, 'status.observedGeneration')) >= Number(pick(body, 'metadata.generation'));
    const counts = ['replicas', 'updatedReplicas', 'availableReplicas'].map((name) => pick(body, `status.${name}`));
    return seen && counts.every((count) => count === 3) ? true : null;
  });
}

export async function leaseOf(client: Client, space: string): Promise<LeaseSpec | null> {
  const { status, body } = await client.ask(`${PATH.leases(space)}/${LEASE}`);
  return status === 200 ? (pick(body, 'spec') as LeaseSpec) : null;
}

/** Waits for a holder. @param former an identity that is not waited for */
export function leaderOf(client: Client, space: string, former = ''): Promise<Leader> {
  return until('a leader', 60_000, async () => {
    const spec = await leaseOf(client, space);
    const identity = spec?.holderIdentity;
    if (!spec || !identity || identity === former) return null;
    return { identity, pod: identity.slice(0, identity.lastIndexOf('_')), spec };
  });
}

/** The install's pods that are not on their way out. */
export async function podsOf(client: Client, space: string): Promise<string[]> {
  const { body } = await client.ask(`${PATH.pods(space)}?labelSelector=${SELECTOR}`);
  const living = listAt(body, 'items').filter((pod) => pick(pod, 'metadata.deletionTimestamp') === undefined);
  return living.map((pod) => textAt(pod, 'metadata.name'));
}
