// Pods that have printed much: three of a Deployment, 100 MB each of mixed lines, a thousandth of them election events (none where
// they shall be healthy) and half of the others with a word of one. Made once, in seconds.

import { create, kubectl, until } from './cluster.ts';

export const LOUD = 'loud';
const EVERY = 1000;
/** What each pod prints, in bytes; the kubelet of the test cluster keeps logs of 200 MiB. */
export const LOUD_BYTES = 100_000_000;

const EVENT =
  'E1128 01:02:03.456789       1 leaderelection.go:436] error retrieving resource lock NS/loud: Get \\"https://10.96.0.1:443/apis/coordination.k8s.io/v1/namespaces/NS/leases/loud?timeout=5s\\": context deadline exceeded';
const NAMING =
  '{\\"level\\":\\"info\\",\\"ts\\":\\"2026-11-28T01:02:03Z\\",\\"msg\\":\\"the lease of this volume is renewed by its leader\\",\\"controller\\":\\"physicalhost\\",\\"reconcileID\\":\\"NUMBER\\"}';
const OTHER =
  '{\\"level\\":\\"info\\",\\"ts\\":\\"2026-11-28T01:02:03Z\\",\\"msg\\":\\"Reconciling the host, nothing has changed since\\",\\"controller\\":\\"physicalhost\\",\\"reconcileID\\":\\"NUMBER\\"}';

/** @returns when all has been printed */
export async function makeLoud(namespace: string, { healthy = false } = {}): Promise<string[]> {
  const first = healthy ? OTHER : EVENT;
  const text = (words: string) => `"${words.replaceAll('NS', namespace).replace('NUMBER', '" i "')}"`;
  const awk = `BEGIN { for (i = 0; n < ${LOUD_BYTES}; i++) { s = i % ${EVERY} == 0 ? ${text(first)} : i % 2 ? ${text(NAMING)} : ${text(OTHER)}; print s; n += length(s) + 1 } print "LAST " i }`;
  const labels = { app: LOUD };
  const flags = ['--leader-elect=true', `--leader-election-id=${LOUD}`];
  const container = {
    name: 'manager',
    image: 'localhost/busybox:1',
    imagePullPolicy: 'Never',
    command: ['sh', '-c', `awk '${awk}'; exec sleep 100000`, 'manager', ...flags],
  };
  const spec = { terminationGracePeriodSeconds: 0, containers: [container] };
  const metadata = { name: LOUD, namespace };
  await create([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
    ...(healthy ? electionRights(namespace) : []),
  ]);
  await kubectl(['-n', namespace, 'rollout', 'status', `deployment/${LOUD}`, '--timeout=120s']);
  const names = await kubectl(['-n', namespace, 'get', 'pods', '-o', 'name']);
  const pods = names
    .trim()
    .split('\n')
    .map((name) => name.replace('pod/', ''));
  await until('the last lines', 60_000, async () => {
    const lasts = await Promise.all(pods.map((pod) => kubectl(['-n', namespace, 'logs', pod, '--tail=1'])));
    return lasts.every((last) => last.startsWith('LAST ')) ? true : null;
  });
  return pods;
}

/** For the account that these pods run under. */
function electionRights(namespace: string): object[] {
  const group = 'rbac.authorization.k8s.io';
  const metadata = { name: LOUD, namespace };
  const verbs = ['get', 'create', 'update'];
  return [
    {
      apiVersion: `${group}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs }],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name: LOUD },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
    },
  ];
}

export async function removeLoud(namespace: string): Promise<void> {
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
}
