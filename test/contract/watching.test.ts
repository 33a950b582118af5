// Watching: what comes first, resuming, bookmarks, selectors, the end of a watch, and a past that is forgotten.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { pick, textAt, type WatchEvent } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects, until } from './subject.ts';

for (const subject of await subjects()) {
  describe(`watching, ${subject.title}`, { concurrency: true }, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    after(() => subject.close());

    const only = (name: string) => `${leases}?watch=1&fieldSelector=metadata.name%3D${name}`;
    const made = async (labels: object = {}) => {
      const name = fresh('watch');
      const answer = await client.post(leases, leaseNamed(name, { holderIdentity: 'a' }, { labels }));
      assertOk(answer, 201);
      return { name, path: `${leases}/${name}`, version: textAt(answer.body, 'metadata.resourceVersion') };
    };
    const hold = async (path: string, holderIdentity: string) => {
      const answer = await client.patch(path, 'merge', { spec: { holderIdentity } });
      assertOk(answer);
      return textAt(answer.body, 'metadata.resourceVersion');
    };
    // the server keeps the events of the last 75 s at least, and of a longer past as many as it has room for
    const past = (ms: number) =>
      until(`a cluster older than ${ms / 1000}s`, ms, async () => {
        const { body, headers } = await client.ask('/api/v1/namespaces/kube-system');
        const age = Date.parse(String(headers.date)) - Date.parse(textAt(body, 'metadata.creationTimestamp'));
        return age > ms ? age : null;
      });
    const shape = (events: readonly WatchEvent[]) =>
      events.map(({ type, object }) => `${type} ${pick(object, 'spec.holderIdentity')}`);
    const versionOf = (event: WatchEvent | undefined) => Number(pick(event?.object, 'metadata.resourceVersion'));

    it('begins with what there is, then tells every change, the end with a newer resourceVersion', async () => {
      const { name, path } = await made();
      const told: string[] = [];
      const deeds = [() => hold(path, 'b'), () => hold(path, 'c'), () => client.delete(path)];
      const events = await client.watch(only(name), ({ type }) => {
        told.push(type);
        void deeds.shift()?.();
        return type === 'DELETED';
      });
      assert.deepEqual(shape(events), ['ADDED a', 'MODIFIED b', 'MODIFIED c', 'DELETED c']);
      for (const [index, event] of events.entries()) {
        if (index > 0) assert.ok(versionOf(event) > versionOf(events[index - 1]), `${told} ${index}`);
        assert.equal(pick(event.object, 'kind'), 'Lease');
        assert.equal(pick(event.object, 'apiVersion'), 'coordination.k8s.io/v1');
      }
    });

    it('resumes after a resourceVersion: nothing twice, nothing missed', async () => {
      const { name, path, version } = await made();
      const second = await hold(path, 'b');
      await hold(path, 'c');
      await client.delete(path);
      const ended = ({ type }: WatchEvent) => type === 'DELETED';
      const all = await client.watch(`${only(name)}&resourceVersion=${version}`, ended);
      assert.deepEqual(shape(all), ['MODIFIED b', 'MODIFIED c', 'DELETED c']);
      const later = await client.watch(`${only(name)}&resourceVersion=${second}`, ended);
      assert.deepEqual(shape(later), ['MODIFIED c', 'DELETED c']);
    });

    it('resumes after the resourceVersion of a list', async () => {
      const { name, path } = await made();
      const version = at(await client.ask(leases), 'metadata.resourceVersion');
      await hold(path, 'b');
      const events = await client.watch(`${only(name)}&resourceVersion=${version}`, () => true);
      assert.deepEqual(shape(events), ['MODIFIED b']);
    });

    it('begins with what there is from resourceVersion 0 as well', async () => {
      const { name } = await made();
      assert.deepEqual(shape(await client.watch(`${only(name)}&resourceVersion=0`, () => true)), ['ADDED a']);
    });

    it('sends ADDED and DELETED to who watches by a label that comes and goes', async () => {
      const { path } = await made({ mark: 'no' });
      const mark = fresh('mark');
      const deeds = [{ labels: { mark } }, { labels: { mark, other: 'x' } }, { labels: { mark: 'no' } }];
      const version = at(await client.ask(leases), 'metadata.resourceVersion');
      for (const metadata of deeds) assertOk(await client.patch(path, 'merge', { metadata }));
      const query = `watch=1&labelSelector=mark%3D${mark}&resourceVersion=${version}`;
      const events = await client.watch(`${leases}?${query}`, ({ type }) => type === 'DELETED');
      assert.deepEqual(
        events.map(({ type }) => type),
        ['ADDED', 'MODIFIED', 'DELETED'],
      );
      assert.equal(pick(events[2]?.object, 'metadata.labels.mark'), mark, 'the object as it last was seen');
    });

    it('sends a bookmark with a resourceVersion and no object, to who asks for one', async () => {
      const { name } = await made();
      const query = `${only(name)}&allowWatchBookmarks=true&timeoutSeconds=5`;
      // it is sent two seconds before the end: a server that is held up for so long may end the watch without it
      const events = await until('a bookmark', 60_000, async () => {
        const told = await client.watch(query, ({ type }) => type === 'BOOKMARK');
        return told.at(-1)?.type === 'BOOKMARK' ? told : null;
      });
      const mark = events.at(-1) as WatchEvent;
      assert.ok(versionOf(mark) >= versionOf(events[0]));
      assert.deepEqual([pick(mark.object, 'kind'), pick(mark.object, 'metadata.name')], ['Lease', undefined]);
    });

    it('ends by itself after timeoutSeconds', async () => {
      const { name } = await made();
      const begun = performance.now();
      const events = await client.watch(`${only(name)}&timeoutSeconds=1`, () => false);
      assert.deepEqual(shape(events), ['ADDED a']);
      assert.ok(performance.now() - begun < 20_000);
    });

    it('says of a past that is forgotten that it expired: an event of a watch that was answered 200', async () => {
      const { path } = await made();
      await past(90_000);
      const object = await until('a forgotten past', 60_000, async () => {
        for (let writes = 0; writes < 50; writes += 1) await hold(path, String(Math.random()));
        const [event] = await client.watch(`${leases}?watch=1&resourceVersion=1&timeoutSeconds=1`, () => true);
        return event?.type === 'ERROR' ? event.object : null;
      });
      assert.deepEqual(
        [pick(object, 'kind'), pick(object, 'code'), pick(object, 'reason')],
        ['Status', 410, 'Expired'],
      );
      assert.match(String(pick(object, 'message')), /^too old resource version: 1 \(\d+\)$/);
    });

    it('refuses a resourceVersion that is none', async () => {
      assertRefused(await client.ask(`${leases}?watch=1&resourceVersion=abc`), {
        status: 500,
        reason: undefined,
        message: 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
      });
    });

    it('knows the streaming list from 1.27 on', async () => {
      const { name } = await made();
      const streaming = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
      const answer = await client.ask(`${only(name)}&${streaming}&timeoutSeconds=10`, {
        line: (line) => line.includes('k8s.io/initial-events-end'),
      });
      assert.equal(answer.status, of(subject, { '1.37': 200, '1.20': 422 }), answer.text);
      const bookmark = { type: 'BOOKMARK', annotations: { 'k8s.io/initial-events-end': 'true' } };
      if (answer.status !== 200) return;
      const last: unknown = JSON.parse(answer.text.trim().split('\n').at(-1) ?? '');
      assert.deepEqual([pick(last, 'type'), pick(last, 'object.metadata.annotations')], Object.values(bookmark));
    });
  });
}
