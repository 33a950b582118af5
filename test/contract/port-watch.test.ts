// b7le's own watch, on every subject: a list, then every change in order, by name, side by side, until it is told to end.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ClusterError } from '../../src/cluster/cluster-error.ts';
import { connect } from '../../src/cluster/rest-cluster.ts';
import type { WatchNews } from '../../src/cluster/watch.ts';
import { pick } from './ask.ts';
import { assertOk } from './expect.ts';
import { adminOf, fresh, leaseNamed, PATH, subjects } from './subject.ts';

for (const subject of await subjects()) {
  describe(`the port's watch, ${subject.title}`, { concurrency: true }, () => {
    const { space } = subject;
    const admin = adminOf(subject);
    const port = (as: string | null = null) =>
      connect({
        kubeconfig: subject.kubeconfig,
        context: null,
        as,
        asGroups: [],
        env: {},
        timeoutMs: 30_000,
        trace: null,
      });
    let cluster: Cluster;
    before(() => {
      cluster = port();
    });
    after(async () => {
      cluster.close();
      await subject.close();
    });

    const path = (name: string) => `${PATH.leases(space)}/${name}`;
    const hold = async (name: string, holderIdentity: string) =>
      assertOk(await admin.patch(path(name), 'merge', { spec: { holderIdentity } }));
    const told = (news: WatchNews) =>
      news.kind === 'listed'
        ? `listed ${news.items.map((item) => pick(item, 'metadata.name'))}`
        : 'object' in news
          ? `${news.kind} ${pick(news.object, 'spec.holderIdentity')}`
          : news.kind;

    /** Follows one Lease; `deeds` are done one after the other, each once the news before it came. */
    async function follow(name: string, deeds: readonly (() => Promise<unknown>)[], until: string): Promise<string[]> {
      const ended = new AbortController();
      const left = [...deeds];
      const all: string[] = [];
      const options = { fieldSelector: `metadata.name=${name}`, signal: ended.signal };
      for await (const news of cluster.watch('leases', space, options)) {
        if (news.kind === 'bookmark') continue;
        all.push(told(news));
        if (all.at(-1) === until) ended.abort();
        else if (news.kind !== 'listed') void left.shift()?.();
      }
      return all;
    }

    it('begins with what there is, then tells every change', async () => {
      const name = fresh('watched');
      assertOk(await admin.post(PATH.leases(space), leaseNamed(name, { holderIdentity: 'a' })), 201);
      const deeds = [() => hold(name, 'b'), () => hold(name, 'c'), () => admin.delete(path(name))];
      assert.deepEqual(await follow(name, deeds, 'deleted c'), [
        `listed ${name}`,
        'connected',
        'modified b',
        'modified c',
        'deleted c',
      ]);
    });

    it('tells of what is made and made anew', async () => {
      const name = fresh('watched');
      const make = (holderIdentity: string) => admin.post(PATH.leases(space), leaseNamed(name, { holderIdentity }));
      const deeds = [() => make('a'), () => admin.delete(path(name)), () => make('b')];
      assert.deepEqual(await follow(name, deeds, 'added b'), [
        'listed ',
        'connected',
        'added a',
        'deleted a',
        'added b',
      ]);
    });

    it('goes on beside others, and beside reads', async () => {
      const names = Array.from({ length: 8 }, () => fresh('beside'));
      for (const name of names)
        assertOk(await admin.post(PATH.leases(space), leaseNamed(name, { holderIdentity: 'a' })), 201);
      const watches = names.map((name) => follow(name, [() => hold(name, 'b')], 'modified b'));
      const { value } = await cluster.get('leases', space, names[0] as string);
      assert.equal(pick(value, 'metadata.name'), names[0]);
      for (const one of await Promise.all(watches)) assert.equal(one.at(-1), 'modified b');
    });

    it('ends promptly, in whatever it is', async () => {
      for (const at of ['listed', 'connected'] as const) {
        const ended = new AbortController();
        for await (const news of cluster.watch('pods', space, { signal: ended.signal }))
          if (news.kind === at) ended.abort();
      }
      const ended = new AbortController();
      ended.abort();
      for await (const _ of cluster.watch('pods', space, { signal: ended.signal })) assert.fail('it had ended');
    });

    it('is refused to who may not list', async () => {
      const nobody = port('nobody');
      const watching = nobody.watch('leases', space, { signal: new AbortController().signal });
      await assert.rejects(
        async () => {
          for await (const _ of watching) assert.fail('it was refused');
        },
        (error) => (error as ClusterError).reason === 'forbidden',
      );
      nobody.close();
    });

    it('knows the metadata of objects, and how many there are', async () => {
      const { value } = await cluster.metadata('configmaps', 'kube-system');
      for (const item of value) {
        assert.equal(pick(item, 'metadata.namespace'), 'kube-system');
        assert.equal(pick(item, 'data'), undefined);
      }
      const nodes = await cluster.list('nodes', null);
      assert.equal(await cluster.count('nodes'), nodes.value.length);
      assert.deepEqual((await cluster.list('poddisruptionbudgets', space)).value, []);
    });
  });
}
