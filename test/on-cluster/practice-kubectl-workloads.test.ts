// A real kubectl on workloads, nodes and namespaces of the practice cluster, as 1.37 and as 1.20; and on what is not practised.
// Needs a kubectl in PATH, and no other cluster.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { IMAGE, NOT_HERE, NS, type Practised, startPractised, until } from '../support/practised.ts';

const DEPLOY = `deploy/controller-manager -n ${NS}`;
const PODS = `pods -n ${NS} -l control-plane=controller-manager`;

describe('kubectl and workloads on the practice cluster', {
  skip: NOT_HERE,
  concurrency: true,
  timeout: 300_000,
}, () => {
  for (const minor of [37, 20]) {
    describe(`as 1.${minor}`, { concurrency: 1, timeout: 300_000 }, () => {
      let cluster: Practised;
      const does: Practised['does'] = (words, input) => cluster.does(words, input);
      const names = async (what: string) => (await does(`get ${what} -o name`)).trim().split('\n').sort();
      /** A rollout does not wait until its old pods are gone. */
      const settled = async (count = 3) => {
        assert.match(await does(`rollout status ${DEPLOY} --timeout=60s`), /successfully rolled out/);
        await until(`${count} pods`, 30_000, async () => ((await names(PODS)).length === count ? true : null));
      };
      const refused = async (words: string, why: RegExp) => {
        const { code, told } = await cluster.kubectl(words);
        assert.notEqual(code, 0, told);
        assert.match(told, why);
      };

      before(async () => {
        const timings = ['--timings', '4s,3s,500ms'];
        cluster = await startPractised(['healthy', '--kubernetes', `1.${minor}`, '--seed', '8', ...timings]);
      });
      after(async () => {
        await cluster.end();
      });

      it('restarts a rollout, tells of it, and undoes it', async () => {
        const [pods, image] = [await names(PODS), await names(`rs -n ${NS}`)];
        assert.match(await does(`rollout restart ${DEPLOY}`), /restarted$/m);
        await settled();
        const next = await names(PODS);
        assert.deepEqual([next.length, next.filter((pod) => pods.includes(pod))], [3, []]);
        assert.match(await does(`rollout history ${DEPLOY}`), /^1 +<none>\n2 +<none>$/m);
        assert.match(await does(`rollout history ${DEPLOY} --revision=2`), /kubectl\.kubernetes\.io\/restartedAt/);
        assert.equal((await names(`rs -n ${NS}`)).length, 2);
        assert.match(await does(`rollout undo ${DEPLOY}`), /rolled back$/m);
        await settled();
        assert.match(await does(`rollout history ${DEPLOY}`), /^2 +<none>\n3 +<none>$/m);
        const hash = image[0]?.split('-').at(-1);
        assert.equal((await names(`${PODS},pod-template-hash=${hash}`)).length, 3);
      });

      it('scales, and waits', async () => {
        assert.match(await does(`scale ${DEPLOY} --replicas=4`), /scaled$/m);
        await settled(4);
        assert.equal(await cluster.read(`${DEPLOY} --subresource=scale`, '.spec.replicas'), '4');
        await does(`scale ${DEPLOY} --replicas=3`);
        assert.match(await does(`wait --for=condition=Available ${DEPLOY} --timeout=30s`), /condition met/);
        assert.match(await does(`wait --for=jsonpath={.status.replicas}=3 ${DEPLOY} --timeout=30s`), /condition met/);
        await settled();
        await refused(`wait --for=jsonpath={.spec.replicas}=9 ${DEPLOY} --timeout=1s`, /timed out waiting/);
      });

      it('describes', async () => {
        const deployment = await does(`describe ${DEPLOY}`);
        assert.match(deployment, /3 desired \| 3 updated \| 3 total \| 3 available/);
        assert.match(deployment, /Available +True +MinimumReplicasAvailable[\s\S]*ScalingReplicaSet/);
        const [pod] = await names(PODS);
        const told = await does(`describe ${pod} -n ${NS}`);
        assert.match(told, /State: +Running[\s\S]*Ready +True[\s\S]*Successfully assigned/);
        assert.match(
          await does(`describe lease -n ${NS}`),
          /Holder Identity: +controller-manager-\S+[\s\S]*became leader/,
        );
        assert.match(await does('describe node node-1'), /Non-terminated Pods:/);
      });

      it('drains a node, unless a disruption budget forbids it', async () => {
        const node = await cluster.read(`${(await names(PODS))[0]} -n ${NS}`, '.spec.nodeName');
        const budget = {
          apiVersion: minor < 21 ? 'policy/v1beta1' : 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'all', namespace: NS },
          spec: { minAvailable: 3, selector: { matchLabels: { 'control-plane': 'controller-manager' } } },
        };
        await does('apply -f -', budget);
        await refused(`drain ${node} --timeout=5s`, /Cannot evict pod as it would violate the pod's disruption budget/);
        assert.equal((await names(PODS)).length, 3);
        await does(`delete pdb all -n ${NS}`);
        assert.match(await does(`drain ${node} --timeout=40s`), /evicted[\s\S]*drained/);
        assert.match(await does(`get node ${node}`), /Ready,SchedulingDisabled/);
        const { code } = await cluster.kubectl(`get ${PODS} --field-selector spec.nodeName=${node} -o name`);
        assert.equal(code, 0);
        assert.equal(await does(`get ${PODS} --field-selector spec.nodeName=${node} -o name`), '');
        assert.match(await does(`uncordon ${node}`), /uncordoned/);
        await settled();
      });

      it('makes a namespace with what belongs to it, and takes it away whole', async () => {
        await does('create ns room');
        await refused('create ns room', /\(AlreadyExists\): namespaces "room" already exists/);
        await does('create sa guest -n room');
        const can = 'auth can-i list pods -n room --as=system:serviceaccount:room:guest';
        assert.equal((await cluster.kubectl(can)).code, 1);
        await does('create role reader -n room --verb=get,list --resource=pods');
        await does('create rolebinding reader -n room --role=reader --serviceaccount=room:guest');
        assert.equal(await does(can), 'yes\n');
        await does(`create deployment web -n room --image=${IMAGE} -- /manager --leader-elect=false`);
        await does('wait --for=condition=Available deploy/web -n room --timeout=30s');
        assert.match(await does('delete ns room'), /deleted/);
        await refused('get ns room', /\(NotFound\)/);
        for (const kind of ['pods', 'deploy', 'rs', 'sa', 'role', 'rolebinding'])
          assert.match(await does(`get ${kind} -n room`), /^No resources found/, kind);
        await refused('create sa late -n room', /namespaces "room" not found/);
        await refused('delete ns default', /this namespace may not be deleted/);
      });

      it('refuses what is not practised', async () => {
        const [pod] = (await names(PODS)).map((name) => name.replace('pod/', ''));
        await refused(`exec ${pod} -n ${NS} -- ls`, /the practice cluster does not run a command in a container/);
        await refused(`port-forward ${pod} -n ${NS} :8080`, /the practice cluster does not forward a port of a pod/);
        await refused(`attach ${pod} -n ${NS}`, /the practice cluster does not attach to a container/);
        await refused(`create token default -n ${NS}`, /the practice cluster does not issue tokens/);
        await refused(`top pods -n ${NS}`, /Metrics API not available/);
        await refused('top nodes', /Metrics API not available/);
        await refused(`get secrets -n ${NS}`, /doesn't have a resource type "secrets"/);
        await refused('get --raw /nope', /\(NotFound\)/);
      });
    });
  }
});

describe('kubectl on a crash loop of the practice cluster', { skip: NOT_HERE, timeout: 60_000 }, () => {
  it('reads the log of the container before', async () => {
    const cluster = await startPractised(['crash-loop', '--seed', '9']);
    try {
      const told = await cluster.does(`get ${PODS} --no-headers`);
      const [, pod, restarts] = /^(\S+) +\d\/1 +\S+ +([1-9]\d*)/m.exec(told) ?? [];
      assert.ok(pod && restarts, told);
      assert.match(await cluster.does(`logs ${pod} -n ${NS} --previous --tail=5 --timestamps`), /^\d{4}-.*Z \S/);
    } finally {
      await cluster.end();
    }
  });
});
