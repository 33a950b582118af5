// Evictions, with a budget that forbids them and without one.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertOk, assertRefused, at } from './expect.ts';
import { DEPLOYMENT, install, podsOf } from './install.ts';
import { budget, eviction, PROTOBUF } from './protobuf.ts';
import { adminOf, of, PATH, subjects, until } from './subject.ts';

for (const subject of await subjects()) {
  describe(`eviction, ${subject.title}`, () => {
    const { space } = subject;
    const client = adminOf(subject);
    const version = of(subject, { '1.37': 'policy/v1', '1.20': 'policy/v1beta1' });
    const budgets = `/apis/${version}/namespaces/${space}/poddisruptionbudgets`;
    before(() => install(subject));
    after(() => subject.close());

    const evict = (pod: string, query = '') => {
      const body = eviction(version, space, pod);
      return client.ask(`${PATH.pods(space)}/${pod}/eviction${query}`, { method: 'POST', body, type: PROTOBUF });
    };

    it('refuses what the budget does not allow, and says how many it needs', async () => {
      const label: [string, string] = ['control-plane', DEPLOYMENT];
      const spec = { minAvailable: 3, selector: { matchLabels: Object.fromEntries([label]) } };
      const plain = { apiVersion: version, kind: 'PodDisruptionBudget', metadata: { name: 'budget' }, spec };
      const question = subject.dropsJson
        ? { body: budget(version, 'budget', 3, label), type: PROTOBUF }
        : { body: plain };
      assertOk(await client.ask(budgets, { method: 'POST', ...question }), 201);
      await until('the budget to be counted', 20_000, async () => {
        const answer = await client.ask(`${budgets}/budget`);
        return at(answer, 'status.observedGeneration') === 1 && at(answer, 'status.currentHealthy') === 3 ? true : null;
      });
      const [pod = ''] = await podsOf(client, space);
      assertRefused(await evict(pod), {
        status: 429,
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: 'The disruption budget budget needs 3 healthy pods and has 3 currently',
            },
          ],
        },
      });
      assertOk(await client.ask(`${PATH.pods(space)}/${pod}`));
      assertOk(await client.delete(`${budgets}/budget`));
    });

    it('keeps the pod of a dry run, evicts without a budget, and knows no other pod', async () => {
      const [pod = ''] = await podsOf(client, space);
      const success = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
      const dry = await evict(pod, '?dryRun=All');
      assert.deepEqual([dry.status, dry.body], [201, success]);
      assert.equal(at(await client.ask(`${PATH.pods(space)}/${pod}`), 'metadata.deletionTimestamp'), undefined);
      const done = await evict(pod);
      assert.deepEqual([done.status, done.body], [201, success]);
      const { status, body } = await client.ask(`${PATH.pods(space)}/${pod}`);
      assert.ok(status === 404 || JSON.stringify(body).includes('deletionTimestamp'), `${status}`);
      assertRefused(await evict('nope'), { status: 404, reason: 'NotFound', message: 'pods "nope" not found' });
    });
  });
}
