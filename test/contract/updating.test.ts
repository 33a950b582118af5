// Updating: optimistic locking, what stays where nothing changes, and which kinds an update may create.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { textAt } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects } from './subject.ts';

const ELSEWHERE = '00000000-0000-4000-8000-000000000000';
const GROUP = 'coordination.k8s.io';
const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

for (const subject of await subjects()) {
  describe(`updating, ${subject.title}`, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    const bad = { status: 400, reason: 'BadRequest' };
    const conflict = { status: 409, reason: 'Conflict' };
    after(() => subject.close());

    const made = async (name: string, spec: object = { holderIdentity: 'a' }) => {
      const answer = await client.post(leases, leaseNamed(name, spec));
      assertOk(answer, 201);
      return {
        uid: textAt(answer.body, 'metadata.uid'),
        resourceVersion: textAt(answer.body, 'metadata.resourceVersion'),
      };
    };

    it('updates what is as it was read, and nothing staler', async () => {
      const name = fresh('lock');
      const { resourceVersion } = await made(name);
      const update = await client.put(
        `${leases}/${name}`,
        leaseNamed(name, { holderIdentity: 'b' }, { resourceVersion }),
      );
      assertOk(update);
      assert.ok(Number(at(update, 'metadata.resourceVersion')) > Number(resourceVersion));
      const stale = await client.put(
        `${leases}/${name}`,
        leaseNamed(name, { holderIdentity: 'c' }, { resourceVersion }),
      );
      assertRefused(stale, {
        ...conflict,
        message: `Operation cannot be fulfilled on leases.coordination.k8s.io "${name}": ${MODIFIED}`,
        details: { name, group: GROUP, kind: 'leases' },
      });
    });

    it('keeps the resourceVersion where nothing changes', async () => {
      const name = fresh('same');
      const { resourceVersion } = await made(name);
      const update = await client.put(
        `${leases}/${name}`,
        leaseNamed(name, { holderIdentity: 'a' }, { resourceVersion }),
      );
      assertOk(update);
      assert.equal(at(update, 'metadata.resourceVersion'), resourceVersion);
    });

    it('refuses an update of another uid', async () => {
      const name = fresh('uid');
      const { resourceVersion, uid } = await made(name);
      const answer = await client.put(`${leases}/${name}`, leaseNamed(name, {}, { resourceVersion, uid: ELSEWHERE }));
      assertRefused(answer, {
        ...conflict,
        message: wrongUid(name, uid),
        details: { name, group: GROUP, kind: 'leases' },
      });
    });

    it('refuses an unconditional update of a Lease', async () => {
      const name = fresh('any');
      await made(name);
      const zero = of(subject, { '1.37': '0', '1.20': '0x0' });
      assertRefused(await client.put(`${leases}/${name}`, leaseNamed(name, { holderIdentity: 'c' })), {
        status: 422,
        reason: 'Invalid',
        message: `leases.coordination.k8s.io "${name}" is invalid: metadata.resourceVersion: Invalid value: ${zero}: must be specified for an update`,
      });
    });

    it('creates a Lease on update, unless the update means a certain one', async () => {
      const name = fresh('put');
      assertOk(await client.put(`${leases}/${name}`, leaseNamed(name, { holderIdentity: 'c' })), 201);
      const other = fresh('put');
      const answer = await client.put(
        `${leases}/${other}`,
        leaseNamed(other, {}, { uid: ELSEWHERE, resourceVersion: '5' }),
      );
      assertRefused(answer, { ...conflict, message: wrongUid(other, '') });
      const third = fresh('put');
      assertOk(await client.put(`${leases}/${third}`, leaseNamed(third, {}, { resourceVersion: '5' })), 201);
    });

    it('creates no Deployment on update', async () => {
      const name = fresh('absent');
      const labels = { a: name };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } };
      const spec = { selector: { matchLabels: labels }, template };
      const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
      const answer = await client.put(`${PATH.deployments(subject.space)}/${name}`, body);
      assertRefused(answer, { status: 404, reason: 'NotFound', message: `deployments.apps "${name}" not found` });
    });

    it('refuses a body of another name', async () => {
      const name = fresh('named');
      await made(name);
      const message = `the name of the object (two) does not match the name on the URL (${name})`;
      assertRefused(await client.put(`${leases}/${name}`, leaseNamed('two')), { ...bad, message });
    });

    function wrongUid(name: string, uid: string): string {
      const key = `/registry/leases/${subject.space}/${name}`;
      const wrong = `Precondition failed: UID in precondition: ${ELSEWHERE}, UID in object meta: ${uid}`;
      return `Operation cannot be fulfilled on leases.coordination.k8s.io "${name}": StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${wrong}`;
    }
  });
}
