// A real kubectl on the practice cluster, as 1.37 and as 1.20: what a user types must do what it does on a real cluster,
// and what is not practised must be an error that says so. Needs a kubectl in PATH, and no other cluster.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { IMAGE, made, NOT_HERE, NS, type Practised, startPractised, until } from '../support/practised.ts';

const DEPLOY = 'deploy/controller-manager';
const LEASE = 'lease/beskar7.infrastructure.cluster.x-k8s.io';

describe('kubectl on the practice cluster', { skip: NOT_HERE, concurrency: true, timeout: 300_000 }, () => {
  for (const minor of [37, 20]) {
    describe(`as 1.${minor}`, { concurrency: 1, timeout: 300_000 }, () => {
      let cluster: Practised;
      const does: Practised['does'] = (words, input) => cluster.does(words, input);
      const leader = async () => (await cluster.read(LEASE, '.spec.holderIdentity')).split('_')[0] as string;
      const refused = async (words: string, why: RegExp) => {
        const { code, told } = await cluster.kubectl(words);
        assert.notEqual(code, 0, told);
        assert.match(told, why);
      };

      before(async () => {
        const timings = ['--timings', '4s,3s,500ms'];
        cluster = await startPractised(['healthy', '--kubernetes', `1.${minor}`, '--seed', '7', ...timings]);
      });
      after(async () => {
        const { printed } = await cluster.end();
        assert.ok(!existsSync(cluster.kubeconfig), 'the kubeconfig is gone');
        assert.ok(cluster.tokens.length >= 3, 'the tokens were found');
        for (const token of cluster.tokens) assert.ok(!printed.includes(token), 'a token was printed');
      });

      it('gets', async () => {
        const three = await does(`get lease,pods,deploy -n ${NS}`);
        assert.match(
          three,
          /^NAME +HOLDER +AGE\nlease\.coordination\.k8s\.io\/beskar7\S+ +controller-manager-\S+_\S+ +\d+m/,
        );
        assert.equal(three.match(/^pod\/controller-manager-\S+ +1\/1 +Running +0 +\d+m/gm)?.length, 3, three);
        assert.match(three, /^deployment\.apps\/controller-manager +3\/3 +3 +3 +\d+m/m);
        assert.match(
          await does(`get pods,deploy -n ${NS} -o wide`),
          / NODE +NOMINATED NODE[\s\S]* CONTAINERS +IMAGES +SELECTOR/,
        );
        assert.match(
          await does(`get ${LEASE} -n ${NS} -o yaml`),
          /renewTime: "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/,
        );
        assert.match(await does('get pods -A'), new RegExp(`^NAMESPACE .*\\n${NS} `));
        assert.match(await does(`get all -n ${NS}`), /pod\/[\s\S]*deployment\.apps\/[\s\S]*replicaset\.apps\//);
        assert.match(await does(`get events -n ${NS}`), /LeaderElection +lease\/beskar7\S+ +\S+ became leader/);
        assert.match(await does('get nodes'), new RegExp(`^node-1 +Ready .*v1\\.${minor}\\.`, 'm'));
        assert.match(await does('api-resources'), /^leases +coordination\.k8s\.io\/v1 +true +Lease$/m);
        assert.match(await does('version'), new RegExp(`Server Version: v1\\.${minor}\\.`));
        const pod = await leader();
        const found = await does(`get pods -n ${NS} --field-selector metadata.name=${pod} --show-labels --no-headers`);
        assert.match(found, new RegExp(`^${pod} .*control-plane=controller-manager\\S*\\n$`));
        await refused(`get pods nope -n ${NS}`, /\(NotFound\): pods "nope" not found/);
        await refused(`get pods -n ${NS} --as=nobody`, /\(Forbidden\): .*User "nobody" cannot list resource "pods"/);
      });

      it('watches renewals', async () => {
        const words = `get lease -n ${NS} -w --no-headers -o custom-columns=T:.spec.renewTime`;
        const seen = (text: string) => text.split('\n').filter((line) => /^\d{4}.*Z$/.test(line));
        const times = seen(await cluster.follow(words, 20_000, (text) => seen(text).length >= 4));
        assert.deepEqual([...new Set(times)].sort(), times, 'each is later than the one before');
      });

      it('reads logs', async () => {
        const pod = await leader();
        const log = await does(`logs ${pod} -n ${NS}`);
        assert.match(log, /successfully acquired lease/);
        assert.equal(await does(`logs ${pod} -n ${NS} --all-containers`), log);
        assert.equal(await does(`logs ${pod} -n ${NS} -c manager --since=1h`), log);
        assert.match(await does(`logs ${DEPLOY} -n ${NS}`), /attempting to acquire leader lease/);
        const lines = log.trimEnd().split('\n');
        assert.equal(await does(`logs ${pod} -n ${NS} --tail=1`), `${lines.at(-1)}\n`);
        assert.match(await does(`logs ${pod} -n ${NS} --tail=1 --timestamps`), /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z \S/);
        assert.equal(await does(`logs ${pod} -n ${NS} --since-time=2999-01-01T00:00:00Z`), '');
        const all = await does(`logs -n ${NS} -l control-plane=controller-manager --tail=1 --prefix`);
        assert.equal(new Set(all.match(/^\[pod\/\S+\/manager\]/gm)).size, 3, all);
        await refused(
          `logs ${pod} -n ${NS} --previous`,
          /previous terminated container "manager" in pod ".*" not found/,
        );
        await refused(`logs ${pod} -n ${NS} -c nope`, /container nope is not valid for pod/);
      });

      it('asks for rights', async () => {
        const as = `--as=system:serviceaccount:${NS}:controller-manager`;
        assert.equal(await does(`auth can-i update leases.coordination.k8s.io -n ${NS} ${as}`), 'yes\n');
        const no = await cluster.kubectl(`auth can-i delete pods -n ${NS} ${as}`);
        assert.deepEqual([no.code, no.out], [1, 'no\n']);
        assert.match(await does(`auth can-i --list -n ${NS} ${as}`), /^leases\.coordination\.k8s\.io .*update/m);
        if (minor >= 28) assert.match(await does('auth whoami'), /Username +practice-admin/);
        else await refused('auth whoami', /selfsubjectreviews API is not enabled/);
      });

      it('deletes the leader: another pod comes, and leadership moves', async () => {
        const [pod, uid] = [await leader(), await cluster.read(LEASE, '.metadata.uid')];
        const selector = 'control-plane=controller-manager';
        const there = await does(`get pods -n ${NS} -l ${selector} -o name`);
        let newcomer = false;
        // a kubectl that is slow to start must find what was printed before it came
        const news = cluster.follow(`logs -f -n ${NS} -l ${selector} --since=20s --prefix`, 40_000, (text) => {
          if (newcomer) return true;
          return [...text.matchAll(/^\[pod\/([^/]+)\S*\] .*successfully acquired lease/gm)].some(
            ([, name]) => name !== pod,
          );
        });
        assert.match(await does(`delete pod ${pod} -n ${NS}`), new RegExp(`^pod "${pod}" deleted`));
        await refused(`get pod ${pod} -n ${NS}`, /\(NotFound\)/);
        const next = await until('another leader', 30_000, async () => {
          const now = await leader();
          return now === '' || now === pod ? null : now;
        });
        // kubectl follows those that were there; the pod made in the leader's place may be the first to try
        newcomer = !there.includes(next);
        await news;
        assert.equal(await cluster.read(LEASE, '.metadata.uid'), uid);
        assert.match(await does(`rollout status ${DEPLOY} -n ${NS} --timeout=30s`), /successfully rolled out/);
        assert.equal((await does(`get pods -n ${NS} -l ${selector} -o name`)).trim().split('\n').length, 3);
        assert.match(await does(`get events -n ${NS}`), new RegExp(`Killing +pod/${pod} `));
      });

      it('deletes the Lease: a candidate makes another', async () => {
        const uid = await cluster.read(LEASE, '.metadata.uid');
        assert.match(await does(`delete ${LEASE} -n ${NS}`), /deleted/);
        const next = await until('a new Lease', 20_000, async () => {
          const { code, out } = await cluster.kubectl(`get ${LEASE} -n ${NS} -o jsonpath={.metadata.uid}`);
          return code === 0 && out !== uid ? out : null;
        });
        assert.match(next, /^[0-9a-f-]{36}$/);
        await refused(`delete lease nope -n ${NS}`, /leases\.coordination\.k8s\.io "nope" not found/);
      });

      it('applies', async () => {
        const each = (word: string) =>
          new RegExp(
            `^deployment.apps/web ${word}\nlease.coordination.k8s.io/mine ${word}\nrole.\\S+/reader ${word}\n$`,
          );
        const first = made(1, 'a', ['get']);
        assert.match(await does('apply -f - --dry-run=server', first), each('created \\(server dry run\\)'));
        await refused(`get deploy web -n ${NS}`, /\(NotFound\)/);
        assert.match(await does('apply -f -', first), each('created'));
        assert.match(await does('apply -f -', first), each('unchanged'));
        const second = made(2, 'b', ['get', 'list']);
        const { code, out } = await cluster.kubectl('diff -f -', second);
        assert.equal(code, 1, out);
        assert.match(out, /- {2}replicas: 1\n\+ {2}replicas: 2[\s\S]*- {2}holderIdentity: a\n\+ {2}holderIdentity: b/);
        assert.match(await does('apply -f - --dry-run=server', second), each('configured \\(server dry run\\)'));
        assert.match(await does('apply -f -', second), each('configured'));
        assert.equal(await cluster.read(`lease/mine -n ${NS}`, '.spec.holderIdentity'), 'b');
        assert.match(await does(`rollout status deploy/web -n ${NS} --timeout=30s`), /successfully rolled out/);
        const applied = await cluster.kubectl('apply --server-side -f -', second);
        assert.notEqual(applied.code, 0);
        assert.match(applied.told, /the practice cluster does no server-side apply/);
        await does(`delete deploy/web role/reader -n ${NS}`);
      });

      it('patches, labels, replaces', async () => {
        const mine = `lease/mine -n ${NS}`;
        const holder = () => cluster.read(mine, '.spec.holderIdentity');
        const op = (what: string, value: string) =>
          `'[{"op":"${what}","path":"/spec/holderIdentity","value":"${value}"}]'`;
        assert.match(await does(`patch ${mine} --type=json -p ${op('replace', 'json')}`), /patched$/m);
        assert.equal(await holder(), 'json');
        await refused(`patch ${mine} --type=json -p ${op('test', 'other')}`, /the server rejected our request/);
        await does(`patch ${mine} --type=merge -p '{"spec":{"holderIdentity":"merge"}}'`);
        assert.equal(await holder(), 'merge');
        assert.match(await does(`patch ${mine} --type=merge -p '{"spec":{"holderIdentity":"merge"}}'`), /no change/);
        const zero = '{"spec":{"leaseDurationSeconds":0}}';
        await refused(
          `patch ${mine} --type=merge -p '${zero}'`,
          /leaseDurationSeconds: Invalid value: 0: must be greater/,
        );
        const env =
          '{"spec":{"template":{"spec":{"containers":[{"name":"manager","env":[{"name":"A","value":"b"}]}]}}}}';
        assert.match(await does(`patch ${DEPLOY} -n ${NS} --type=strategic -p '${env}'`), /patched$/m);
        const [env0, image] = ['env[0].value', 'image'].map((field) => `.spec.template.spec.containers[0].${field}`);
        assert.equal(await cluster.read(`${DEPLOY} -n ${NS}`, env0 as string), 'b');
        assert.equal(await cluster.read(`${DEPLOY} -n ${NS}`, image as string), IMAGE, 'the container was merged');
        assert.match(await does(`edit ${DEPLOY} -n ${NS}`), /edited/);
        assert.match(await does(`label ${mine} team=x`), /labeled/);
        assert.match(await does(`get lease -n ${NS} -l team=x -o name`), /mine\n$/);
        assert.match(await does(`annotate ${mine} note=y`), /annotated/);
        const object = JSON.parse(await does(`get ${mine} -o json`)) as { spec: { holderIdentity: string } };
        assert.match(
          await does('replace -f -', { ...object, spec: { ...object.spec, holderIdentity: 'put' } }),
          /replaced/,
        );
        assert.equal(await holder(), 'put');
        const stale = await cluster.kubectl('replace -f -', object);
        assert.notEqual(stale.code, 0);
        assert.match(stale.told, /\(Conflict\).*the object has been modified/);
      });
    });
  }
});
