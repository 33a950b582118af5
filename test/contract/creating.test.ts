// Creating: what is refused and in which words, and what a Lease keeps digit by digit.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { pick, textAt } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects } from './subject.ts';

const GROUP = 'coordination.k8s.io';

for (const subject of await subjects()) {
  describe(`creating, ${subject.title}`, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    const bad = { status: 400, reason: 'BadRequest' };
    after(() => subject.close());

    const made = async (name: string, spec: object = { holderIdentity: 'a' }) => {
      const answer = await client.post(leases, leaseNamed(name, spec));
      assertOk(answer, 201);
      return {
        uid: textAt(answer.body, 'metadata.uid'),
        resourceVersion: textAt(answer.body, 'metadata.resourceVersion'),
      };
    };

    it('creates once: the second is told that it exists', async () => {
      const name = fresh('once');
      await made(name);
      assertRefused(await client.post(leases, leaseNamed(name)), {
        status: 409,
        reason: 'AlreadyExists',
        message: `leases.coordination.k8s.io "${name}" already exists`,
        details: { name, group: GROUP, kind: 'leases' },
      });
    });

    it('keeps microseconds digit by digit, trailing zeros too', async () => {
      const name = fresh('micro');
      const times = { acquireTime: '2020-01-01T00:00:00.000001Z', renewTime: '2020-01-01T00:00:00.100000Z' };
      await made(name, times);
      const { body } = await client.ask(`${leases}/${name}`);
      assert.deepEqual(pick(body, 'spec'), times);
    });

    it('names what has a generateName', async () => {
      const body = { apiVersion: `${GROUP}/v1`, kind: 'Lease', metadata: { generateName: 'gen-' }, spec: {} };
      const answer = await client.post(leases, body);
      assertOk(answer, 201);
      assert.match(textAt(answer.body, 'metadata.name'), /^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      assert.equal(at(answer, 'metadata.generateName'), 'gen-');
    });

    for (const [what, name, spec, causes] of [
      [
        'a duration of 0',
        'x',
        { leaseDurationSeconds: 0 },
        [['spec.leaseDurationSeconds', 'Invalid value: 0: must be greater than 0']],
      ],
      [
        'a negative duration',
        'x',
        { leaseDurationSeconds: -1 },
        [['spec.leaseDurationSeconds', 'Invalid value: -1: must be greater than 0']],
      ],
      ['no name', '', {}, [['metadata.name', 'Required value: name or generateName is required']]],
    ] as const) {
      it(`refuses ${what} with its causes`, async () => {
        const [[field, message]] = causes;
        assertRefused(await client.post(leases, leaseNamed(name, spec)), {
          status: 422,
          reason: 'Invalid',
          message: `Lease.coordination.k8s.io "${name}" is invalid: ${field}: ${message}`,
          details: {
            ...(name ? { name } : {}),
            group: GROUP,
            kind: 'Lease',
            causes: [{ reason: name ? 'FieldValueInvalid' : 'FieldValueRequired', message, field }],
          },
        });
      });
    }

    it('tells two causes at once', async () => {
      const answer = await client.post(leases, leaseNamed('x', { leaseDurationSeconds: 0, leaseTransitions: -1 }));
      const transitions = of(subject, {
        '1.37': 'must be greater than or equal to 0',
        '1.20': 'must to greater or equal than 0',
      });
      const message = `[spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0, spec.leaseTransitions: Invalid value: -1: ${transitions}]`;
      assertRefused(answer, {
        status: 422,
        reason: 'Invalid',
        message: `Lease.coordination.k8s.io "x" is invalid: ${message}`,
      });
    });

    it('refuses a name that is none', async () => {
      const message =
        /^Lease\.coordination\.k8s\.io "Bad_Name" is invalid: metadata\.name: Invalid value: "Bad_Name": /;
      assertRefused(await client.post(leases, leaseNamed('Bad_Name')), { status: 422, reason: 'Invalid', message });
    });

    it('refuses what it cannot read', async () => {
      const unread =
        /^the object provided is unrecognized \(must be of type Lease\): couldn't get version\/kind; json parse error: /;
      assertRefused(await client.post(leases, '{"apiVersion": '), { ...bad, message: unread });
      const type = await client.post(leases, leaseNamed('x', { leaseDurationSeconds: '15' }));
      assertRefused(type, { ...bad, message: /^Lease in version "v1" cannot be handled as a Lease: / });
      const time = await client.post(leases, leaseNamed('x', { renewTime: '2020-01-01T00:00:00Z' }));
      assertRefused(time, { ...bad, message: /cannot parse "Z" as "\.000000"/ });
      const there = leaseNamed('x', {}, { namespace: 'default' });
      const message = 'the namespace of the provided object does not match the namespace sent on the request';
      assertRefused(await client.post(leases, there), { ...bad, message });
      const text = await client.ask(leases, { method: 'POST', body: 'x', type: 'text/plain' });
      assertRefused(text, {
        status: 415,
        reason: 'UnsupportedMediaType',
        message: /^the body of the request was in an unknown format /,
      });
    });

    it('refuses methods that a path does not have', async () => {
      const message = 'the server does not allow this method on the requested resource';
      const refusal = { status: 405, reason: 'MethodNotAllowed', message, details: {} };
      assertRefused(await client.put(leases, {}), refusal);
      assertRefused(await client.post(`${leases}/x`, {}), refusal);
    });

    it('refuses a namespace that is not there', async () => {
      assertRefused(await client.post(PATH.leases('no-such-namespace'), leaseNamed('x')), {
        status: 404,
        reason: 'NotFound',
        message: 'namespaces "no-such-namespace" not found',
        details: { name: 'no-such-namespace', kind: 'namespaces' },
      });
    });

    it('does not keep what a dry run makes', async () => {
      const name = fresh('dry');
      const answer = await client.post(`${leases}?dryRun=All`, leaseNamed(name));
      assertOk(answer, 201);
      assert.equal(at(answer, 'metadata.resourceVersion'), undefined);
      assert.equal((await client.ask(`${leases}/${name}`)).status, 404);
    });

    it('takes YAML', async () => {
      const name = fresh('yaml');
      const body = `apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: ${name}}\nspec: {holderIdentity: you}\n`;
      const answer = await client.ask(leases, { method: 'POST', body, type: 'application/yaml' });
      assertOk(answer, 201);
      assert.equal(at(answer, 'spec.holderIdentity'), 'you');
    });
  });
}
