// The parts of a pod: logs, pages through the proxy, a graceful and a forced end.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pick, textAt } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { install, podsOf } from './install.ts';
import { adminOf, of, PATH, subjects, until } from './subject.ts';

for (const subject of await subjects()) {
  describe(`pods, ${subject.title}`, () => {
    const { space } = subject;
    const client = adminOf(subject);
    const pods = PATH.pods(space);
    let pod = '';
    before(async () => {
      pod = (await install(subject)).pod;
    });
    after(() => subject.close());

    const lines = async (query = '') => {
      const answer = await client.ask(`${pods}/${pod}/log${query && `?${query}`}`);
      assertOk(answer);
      assert.equal(answer.headers['content-type'], 'text/plain');
      return answer.text.split('\n').filter((line) => line !== '');
    };
    const refusal = (status: number, message: string | RegExp) => ({
      status,
      reason: status === 400 ? 'BadRequest' : status === 404 ? 'NotFound' : 'Invalid',
      message,
    });

    it('gives the log, and of it the last lines', async () => {
      const all = await lines();
      assert.ok(all.length >= 2, all.join('\n'));
      assert.match(all.join('\n'), /ttempting to acquire leader lease/);
      assert.deepEqual(await lines('tailLines=1'), all.slice(-1));
      assert.deepEqual(await lines('tailLines=0'), []);
      assert.equal((await client.ask(`${pods}/${pod}/log?limitBytes=20`)).text, all.join('\n').slice(0, 20));
    });

    it("writes the kubelet's time before each line, and chooses by it", async () => {
      const stamped = await lines('timestamps=true');
      const plain = await lines();
      const times = stamped.map((line) => line.split(' ', 1)[0] ?? '');
      for (const [index, time] of times.entries()) {
        assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
        assert.equal(stamped[index], `${time} ${plain[index]}`);
        if (index > 0) assert.ok(Date.parse(time) >= Date.parse(times[index - 1] ?? ''));
      }
      assert.deepEqual(await lines('sinceTime=2020-01-01T00:00:00Z'), plain);
      assert.deepEqual(await lines('sinceTime=2099-01-01T00:00:00Z'), []);
      assert.deepEqual(await lines('sinceSeconds=3600'), plain);
    });

    it('refuses what it cannot give, in words that a person can act on', async () => {
      const log = (query: string) => client.ask(`${pods}/${pod}/log?${query}`);
      assertRefused(await log('container=nope'), refusal(400, `container nope is not valid for pod ${pod}`));
      const previous = `previous terminated container "manager" in pod "${pod}" not found`;
      assertRefused(await log('previous=true'), refusal(400, previous));
      const invalid = `PodLogOptions "${pod}" is invalid`;
      const negative = `${invalid}: tailLines: Invalid value: -1: must be greater than or equal to 0`;
      assertRefused(await log('tailLines=-1'), refusal(422, negative));
      assertRefused(await log('tailLines=abc'), refusal(400, 'strconv.ParseInt: parsing "abc": invalid syntax'));
      assertRefused(
        await log('sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z'),
        refusal(422, /at most one of `sinceTime` or `sinceSeconds` may be specified/),
      );
      assertRefused(await log('sinceTime=yesterday'), refusal(400, /^parsing time "yesterday" as /));
      assertRefused(await client.ask(`${pods}/nope/log`), refusal(404, 'pods "nope" not found'));
    });

    it('fetches pages of a pod', async () => {
      for (const port of ['8081', 'http:8081'].map((one) =>
        one.startsWith('http') ? `http:${pod}:8081` : `${pod}:${one}`,
      )) {
        const health = await client.ask(`${pods}/${port}/proxy/healthz`);
        assert.deepEqual([health.status, health.text], [200, 'ok']);
      }
      const metrics = await client.ask(`${pods}/${pod}:8080/proxy/metrics`);
      assertOk(metrics);
      assert.match(metrics.text, /^leader_election_master_status\{name="[^"]+"\} 1$/m);
      assert.equal((await client.ask(`${pods}/${pod}:8081/proxy/nope`)).status, 404);
    });

    it('says that nothing listens, or that there is no pod', async () => {
      const closed = await client.ask(`${pods}/${pod}:9999/proxy/x`);
      assertRefused(closed, {
        status: of(subject, { '1.37': 503, '1.20': 500 }),
        reason: of(subject, { '1.37': 'ServiceUnavailable', '1.20': undefined }),
        message: /^error trying to reach service: dial tcp [\d.]+:9999: connect: connection refused$/,
      });
      assertRefused(await client.ask(`${pods}/nope:8080/proxy/metrics`), refusal(404, 'pods "nope" not found'));
    });

    it('keeps a pod whose uid is another', async () => {
      const uid = '00000000-0000-4000-8000-000000000000';
      const answer = await client.delete(`${pods}/${pod}`, { preconditions: { uid } });
      const real = textAt((await client.ask(`${pods}/${pod}`)).body, 'metadata.uid');
      assertRefused(answer, {
        status: 409,
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on Pod "${pod}": the UID in the precondition (${uid}) does not match the UID in record (${real}). The object might have been deleted and then recreated`,
      });
    });

    it('ends a pod gracefully: 200 with the moment, a log that ends, then none, and another in its place', async () => {
      const before = await podsOf(client, space);
      let streamed = '';
      const followed = client.ask(`${pods}/${pod}/log?follow=true`, {
        line: (line) => {
          streamed += `${line}\n`;
          return false;
        },
      });
      await until('the log to flow', 10_000, async () => (streamed === '' ? null : true));
      const date = async () => Date.parse(String((await client.ask('/version')).headers.date));
      const asked = await date();
      const answer = await client.delete(`${pods}/${pod}`);
      assertOk(answer);
      assert.deepEqual([at(answer, 'kind'), at(answer, 'metadata.deletionGracePeriodSeconds')], ['Pod', 10]);
      // ten seconds after a moment of the request, by the same clock, however long it took
      const moment = Date.parse(textAt(answer.body, 'metadata.deletionTimestamp')) - 10_000;
      const answered = await date();
      assert.ok(asked <= moment && moment <= answered, `${moment - asked} ms, ${moment - answered} ms`);
      assert.equal(at(answer, 'metadata.generation'), of(subject, { '1.37': 2, '1.20': undefined }));
      const { status, text } = await followed;
      assert.equal(status, 200);
      // the kubelet may end it with a sentence of its own, without a newline
      assert.ok(text.startsWith(streamed), text);
      assert.match(streamed, /Stopping and waiting for leader election runnables/);
      await until('the pod to go', 30_000, async () =>
        (await client.ask(`${pods}/${pod}`)).status === 404 ? true : null,
      );
      const now = await until('three pods', 30_000, async () => {
        const names = await podsOf(client, space);
        return names.length === 3 ? names : null;
      });
      assert.equal(now.filter((name) => before.includes(name)).length, 2, `${pod}: ${before} then ${now}`);
      for (const name of now) assert.match(name, /^controller-manager-[a-z0-9]+-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    });

    it('forces a pod away at once', async () => {
      const [name = ''] = await podsOf(client, space);
      const answer = await client.delete(`${pods}/${name}?gracePeriodSeconds=0`);
      assertOk(answer);
      assert.equal(pick(answer.body, 'metadata.name') ?? pick(answer.body, 'details.name'), name);
      const after = await client.ask(`${pods}/${name}`);
      assert.equal(after.status, 404, after.text);
    });
  });
}
