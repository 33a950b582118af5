// b7le's own reading of logs, on every subject: all of one, its end, from a second on, as it grows, and what cannot be had.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, LogWish } from '../../src/cluster/cluster.ts';
import { ClusterError, type ClusterErrorReason } from '../../src/cluster/cluster-error.ts';
import { connect } from '../../src/cluster/rest-cluster.ts';
import { assertOk } from './expect.ts';
import { install } from './install.ts';
import { adminOf, PATH, subjects, until } from './subject.ts';

for (const subject of await subjects()) {
  describe(`the port's logs, ${subject.title}`, () => {
    const { space } = subject;
    const admin = adminOf(subject);
    const port = (as: string | null = null) =>
      connect({
        kubeconfig: subject.kubeconfig,
        context: null,
        as,
        asGroups: [],
        env: {},
        timeoutMs: null,
        trace: null,
      });
    let cluster: Cluster;
    let pod = '';
    before(async () => {
      cluster = port();
      pod = (await install(subject)).pod;
    });
    after(async () => {
      cluster.close();
      await subject.close();
    });

    const container = 'manager';
    const textOf = async (wish: Partial<LogWish> = {}, name = pod) => {
      const parts: Buffer[] = [];
      for await (const chunk of (await cluster.log(space, name, { container, ...wish })).chunks) parts.push(chunk);
      return Buffer.concat(parts).toString();
    };
    const linesOf = async (wish: Partial<LogWish> = {}) => (await textOf(wish)).split('\n').slice(0, -1);
    const refused = (reading: Promise<unknown>, reason: ClusterErrorReason, message: RegExp) =>
      assert.rejects(reading, (error) => {
        assert.ok(error instanceof ClusterError, String(error));
        assert.equal(error.reason, reason, error.message);
        assert.match(error.message, message);
        return true;
      });

    it("reads all of a log, each line after the kubelet's stamp, with the date of the server", async () => {
      const { date, chunks } = await cluster.log(space, pod, { container });
      const parts: Buffer[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const lines = Buffer.concat(parts).toString().split('\n');
      assert.equal(lines.pop(), '');
      assert.ok(lines.length >= 2, lines.join('\n'));
      for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z ./);
      assert.match(lines.join('\n'), /ttempting to acquire leader lease/);
      assert.ok(Math.abs(Date.parse(date ?? '') - Date.now()) < 5000, date ?? '');
    });

    it('reads its end, a part of it, and what is young', async () => {
      const all = await linesOf();
      assert.deepEqual(await linesOf({ tailLines: 1 }), all.slice(-1));
      assert.equal(await textOf({ limitBytes: 25 }), all.join('\n').slice(0, 25));
      assert.deepEqual(await linesOf({ sinceTime: '2020-01-01T00:00:00Z' }), all);
      assert.deepEqual(await linesOf({ sinceTime: '2099-01-01T00:00:00Z' }), []);
    });

    it('sees whole seconds of the instant from which it reads', async () => {
      const all = await linesOf();
      const last = all.at(-1)?.split(' ', 1)[0] ?? '';
      // a fraction that is later than every line of that second
      const young = await linesOf({ sinceTime: `${last.slice(0, 19)}.999999999Z` });
      assert.deepEqual(
        young,
        all.filter((line) => line.slice(0, 19) >= last.slice(0, 19)),
      );
      assert.ok(young.length > 0);
    });

    it('takes the last lines first, and of them the young ones', async () => {
      const all = await linesOf();
      const last = all.at(-1)?.slice(0, 19) ?? '';
      const some = await linesOf({ tailLines: all.length, sinceTime: `${last}Z` });
      assert.deepEqual(
        some,
        all.filter((line) => line.slice(0, 19) >= last),
      );
      assert.deepEqual(await linesOf({ tailLines: 1, sinceTime: `${last}Z` }), all.slice(-1));
    });

    it('follows it side by side with other reads, until it is told to end', async () => {
      const ended = new AbortController();
      const opened = Array.from({ length: 6 }, () =>
        cluster.log(space, pod, { container, follow: true, signal: ended.signal }),
      );
      const streams = await Promise.all(opened);
      let open = 0;
      const firsts = streams.map(async ({ chunks }) => {
        let text = '';
        for await (const chunk of chunks) {
          if (text === '') open++;
          text += chunk.toString();
        }
        return text;
      });
      await until('all of them', 10_000, async () => (open === streams.length ? true : null));
      // the connections of the reads are none of those that follow, which end only when they are told to
      const started = performance.now();
      await Promise.all(Array.from({ length: 8 }, () => cluster.list('pods', space)));
      assert.ok(performance.now() - started < 30_000);
      ended.abort();
      const all = await textOf();
      for (const text of await Promise.all(firsts)) assert.ok(all.startsWith(text) && text.length > 0, text);
    });

    it('holds the server back for who takes nothing, and gives all of it later', async () => {
      const { chunks } = await cluster.log(space, pod, { container });
      await sleep(300);
      const parts: Buffer[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      assert.equal(Buffer.concat(parts).toString(), await textOf());
    });

    it('says what there is no log of', async () => {
      await refused(cluster.log(space, pod, { container: 'nope' }), 'error', /container nope is not valid for pod/);
      const previous = cluster.log(space, pod, { container, previous: true });
      await refused(previous, 'error', /previous terminated container "manager" in pod "[^"]+" not found$/);
      await refused(cluster.log(space, 'nope', { container }), 'not-found', /get pods\/log\/nope in contract-/);
      const other = port('contract-nobody');
      const asked = other.log(space, pod, { container });
      await refused(asked, 'forbidden', /^user "contract-nobody" may not get pods\/log\/\S+ in contract-/);
      other.close();
    });

    it('follows a container to its end, which is no error', async () => {
      const { chunks } = await cluster.log(space, pod, { container, follow: true });
      let text = '';
      const following = (async () => {
        for await (const chunk of chunks) text += chunk.toString();
      })();
      await until('the log to flow', 10_000, async () => (text === '' ? null : true));
      assertOk(await admin.delete(`${PATH.pods(space)}/${pod}`));
      await following;
      assert.match(text, /Stopping and waiting for leader election runnables/);
    });
  });
}
