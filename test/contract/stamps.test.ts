// What the server itself writes into an object: who wrote which fields when (reference 1.3), and generations.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Answer, listAt, pick, textAt } from './ask.ts';
import { assertOk, at } from './expect.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects, until } from './subject.ts';

for (const subject of await subjects()) {
  describe(`stamps, ${subject.title}`, { concurrency: true }, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    after(() => subject.close());

    const made = async (query = '') => {
      const name = fresh('stamp');
      const answer = await client.post(
        `${leases}${query}`,
        leaseNamed(name, { holderIdentity: 'a', leaseDurationSeconds: 15 }),
      );
      assertOk(answer, 201);
      return { path: `${leases}/${name}`, answer };
    };
    const patched = async (path: string, spec: object) => {
      const answer = await client.patch(path, 'merge', { spec });
      assertOk(answer);
      return answer;
    };
    const entries = ({ body }: Answer) => listAt(body, 'metadata.managedFields');
    const stamp = (answer: Answer) => textAt(answer.body, 'metadata.managedFields.0.time');
    /** Waits until the server's clock shows another second than a stamp. */
    const secondAfter = (time: string) =>
      until('the next second', 3000, async () => {
        const { headers } = await client.ask('/version');
        return Date.parse(String(headers.date)) > Date.parse(time) ? true : null;
      });

    it('names the client, the operation and exactly the fields that it wrote', async () => {
      const { answer } = await made();
      const [entry, ...more] = entries(answer);
      assert.deepEqual(more, []);
      const time = stamp(answer);
      // the clock is read twice, and a second may end in between
      const apart = Date.parse(time) - Date.parse(textAt(answer.body, 'metadata.creationTimestamp'));
      assert.ok(Math.abs(apart) <= 1000, `${apart} ms`);
      assert.deepEqual(entry, {
        manager: 'contract',
        operation: 'Update',
        apiVersion: 'coordination.k8s.io/v1',
        time,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:holderIdentity': {}, 'f:leaseDurationSeconds': {} } },
      });
    });

    it('stamps by the same clock as its Date header', async () => {
      const date = async () => Date.parse(String((await client.ask('/version')).headers.date));
      const before = await date();
      const moment = Date.parse(stamp((await made()).answer));
      const after = await date();
      assert.ok(before <= moment && moment <= after, `${moment - before} ms, ${moment - after} ms`);
    });

    it('takes the name that fieldManager gives', async () => {
      const { answer } = await made('?fieldManager=me');
      assert.equal(at(answer, 'metadata.managedFields.0.manager'), 'me');
    });

    it('moves the time with every new value from 1.25 on, and with every new set of fields on any version', async () => {
      const { path, answer } = await made();
      const first = stamp(answer);
      await secondAfter(first);
      const value = await patched(path, { holderIdentity: 'b' });
      assert.equal(stamp(value) > first, of(subject, { '1.37': true, '1.20': false }), stamp(value));
      await secondAfter(stamp(value));
      const same = await patched(path, { holderIdentity: 'b' });
      assert.equal(stamp(same), stamp(value), 'nothing was written');
      const set = await patched(path, { leaseTransitions: 1 });
      assert.ok(stamp(set) > stamp(value), `${stamp(value)} ${stamp(set)}`);
      assert.deepEqual(at(set, 'metadata.managedFields.0.fieldsV1'), {
        'f:spec': { 'f:holderIdentity': {}, 'f:leaseDurationSeconds': {}, 'f:leaseTransitions': {} },
      });
    });

    it('gives a field to who changed it last', async () => {
      const { path } = await made();
      assertOk(await client.patch(`${path}?fieldManager=other`, 'merge', { spec: { holderIdentity: 'c' } }));
      const owned = entries(await client.ask(path)).map((entry) => [pick(entry, 'manager'), pick(entry, 'fieldsV1')]);
      assert.deepEqual(
        new Map(owned as [unknown, unknown][]),
        new Map([
          ['contract', { 'f:spec': { 'f:leaseDurationSeconds': {} } }],
          ['other', { 'f:spec': { 'f:holderIdentity': {} } }],
        ]),
      );
    });

    it('writes no entry where no field is set', async () => {
      const answer = await client.post(leases, leaseNamed(fresh('bare')));
      assert.equal(at(answer, 'metadata.managedFields'), undefined);
    });

    it("counts a Deployment's generation with its spec, not with its labels or its status", async () => {
      const name = fresh('generation');
      const labels = { a: name };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } };
      const spec = { replicas: 0, selector: { matchLabels: labels }, template };
      const deployments = PATH.deployments(subject.space);
      const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
      const created = await client.post(deployments, body);
      assert.equal(at(created, 'metadata.generation'), 1);
      const path = `${deployments}/${name}`;
      const labelled = await client.patch(path, 'merge', { metadata: { labels: { x: 'y' } } });
      assert.equal(at(labelled, 'metadata.generation'), 1);
      const changed = await client.patch(path, 'merge', { spec: { minReadySeconds: 1 } });
      assert.equal(at(changed, 'metadata.generation'), 2);
      const seen = await until('the controller to see it', 20_000, async () => {
        const answer = await client.ask(path);
        return at(answer, 'status.observedGeneration') === 2 ? answer : null;
      });
      assert.equal(at(seen, 'metadata.generation'), 2);
    });
  });
}
