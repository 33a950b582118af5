// Deleting: preconditions, what is answered, and a collection by its labels.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { textAt } from './ask.ts';
import { assertOk, assertRefused, at, namesOf } from './expect.ts';
import { adminOf, fresh, leaseNamed, PATH, subjects } from './subject.ts';

const ELSEWHERE = '00000000-0000-4000-8000-000000000000';

for (const subject of await subjects()) {
  describe(`deleting, ${subject.title}`, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    after(() => subject.close());

    const made = async (labels: object = {}) => {
      const name = fresh('delete');
      const { body } = await client.post(leases, leaseNamed(name, {}, { labels }));
      const [uid, resourceVersion] = [textAt(body, 'metadata.uid'), textAt(body, 'metadata.resourceVersion')];
      return { name, path: `${leases}/${name}`, uid, resourceVersion };
    };

    it('deletes, says what, and then there is none', async () => {
      const { name, path, uid } = await made();
      const answer = await client.delete(path);
      assertOk(answer);
      assert.deepEqual(answer.body, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name, group: 'coordination.k8s.io', kind: 'leases', uid },
      });
      const message = `leases.coordination.k8s.io "${name}" not found`;
      const details = { name, group: 'coordination.k8s.io', kind: 'leases' };
      assertRefused(await client.delete(path), { status: 404, reason: 'NotFound', message, details });
    });

    it('deletes under preconditions that hold', async () => {
      const { path, uid, resourceVersion } = await made();
      assertOk(await client.delete(path, { preconditions: { uid, resourceVersion } }));
      assert.equal((await client.ask(path)).status, 404);
    });

    it('refuses a wrong uid and a wrong resourceVersion', async () => {
      const { name, path, uid, resourceVersion } = await made();
      const start = `Operation cannot be fulfilled on Lease.coordination.k8s.io "${name}"`;
      const details = { name, group: 'coordination.k8s.io', kind: 'Lease' };
      const conflict = { status: 409, reason: 'Conflict', details };
      assertRefused(await client.delete(path, { preconditions: { uid: ELSEWHERE } }), {
        ...conflict,
        message: `${start}: the UID in the precondition (${ELSEWHERE}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      });
      assertRefused(await client.delete(path, { preconditions: { uid, resourceVersion: '1' } }), {
        ...conflict,
        message: `${start}: the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      });
      assertOk(await client.ask(path));
    });

    it('keeps what a dry run deletes', async () => {
      const { path } = await made();
      assertOk(await client.delete(`${path}?dryRun=All`));
      assertOk(await client.ask(path));
    });

    it('deletes a collection by its labels', async () => {
      const kept = await made({ fate: 'kept' });
      const gone = [await made({ fate: 'gone' }), await made({ fate: 'gone' })];
      const answer = await client.delete(`${leases}?labelSelector=fate%3Dgone`);
      assertOk(answer);
      assert.equal(at(answer, 'kind'), 'LeaseList');
      assert.deepEqual(namesOf(answer).sort(), gone.map(({ name }) => name).sort());
      const left = namesOf(await client.ask(leases));
      assert.ok(left.includes(kept.name));
      for (const { name } of gone) assert.ok(!left.includes(name));
    });
  });
}
