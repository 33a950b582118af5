// Patches: JSON patch with its tests, merge, strategic merge of a Deployment's containers, and resourceVersion as a guard.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { listAt, pick, textAt } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects } from './subject.ts';

for (const subject of await subjects()) {
  describe(`patching, ${subject.title}`, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    const refused = {
      status: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
      details: {},
    };
    after(() => subject.close());

    const made = async () => {
      const name = fresh('patch');
      const spec = { holderIdentity: 'a', leaseDurationSeconds: 15 };
      const answer = await client.post(leases, leaseNamed(name, spec, { annotations: { keep: 'me' } }));
      assertOk(answer, 201);
      return { path: `${leases}/${name}`, name, resourceVersion: textAt(answer.body, 'metadata.resourceVersion') };
    };

    it('merges: what is null goes, the rest stays', async () => {
      const { path } = await made();
      const patch = { metadata: { annotations: { more: 'x' } }, spec: { holderIdentity: null, leaseTransitions: 3 } };
      const answer = await client.patch(path, 'merge', patch);
      assertOk(answer);
      assert.deepEqual(at(answer, 'spec'), { leaseDurationSeconds: 15, leaseTransitions: 3 });
      assert.deepEqual(at(answer, 'metadata.annotations'), { keep: 'me', more: 'x' });
    });

    it('replaces where the test of a JSON patch holds', async () => {
      const { path } = await made();
      const answer = await client.patch(path, 'json', [
        { op: 'test', path: '/spec/holderIdentity', value: 'a' },
        { op: 'replace', path: '/spec/holderIdentity', value: 'b' },
        { op: 'add', path: '/spec/leaseTransitions', value: 1 },
        { op: 'remove', path: '/metadata/annotations/keep' },
      ]);
      assertOk(answer);
      assert.deepEqual(at(answer, 'spec'), { holderIdentity: 'b', leaseDurationSeconds: 15, leaseTransitions: 1 });
      assert.equal(at(answer, 'metadata.annotations'), undefined);
    });

    for (const [what, operation] of [
      ['a test that fails', { op: 'test', path: '/spec/holderIdentity', value: 'z' }],
      ['a test of what is not there', { op: 'test', path: '/spec/preferredHolder', value: 'z' }],
      ['the removal of what is not there', { op: 'remove', path: '/spec/nope' }],
      ['a replacement below what is not there', { op: 'replace', path: '/spec/nope/x', value: 1 }],
      ['an unknown operation', { op: 'zap', path: '/spec/holderIdentity' }],
    ] as const) {
      it(`refuses ${what}, and changes nothing`, async () => {
        const { path, resourceVersion } = await made();
        const change = { op: 'replace', path: '/spec/holderIdentity', value: 'b' };
        assertRefused(await client.patch(path, 'json', [change, operation]), refused);
        assert.equal(at(await client.ask(path), 'metadata.resourceVersion'), resourceVersion);
      });
    }

    it('takes a test for null where nothing is', async () => {
      const { path } = await made();
      assertOk(await client.patch(path, 'json', [{ op: 'test', path: '/spec/preferredHolder', value: null }]));
    });

    it('refuses a JSON patch that is no list', async () => {
      const { path } = await made();
      const message = of(subject, {
        '1.37': 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
        '1.20': 'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
      });
      assertRefused(await client.patch(path, 'json', { a: 1 }), { status: 400, reason: 'BadRequest', message });
    });

    it('is guarded by the resourceVersion that it names', async () => {
      const { path, name, resourceVersion } = await made();
      const patch = (holderIdentity: string) => ({ metadata: { resourceVersion }, spec: { holderIdentity } });
      assertOk(await client.patch(path, 'merge', patch('b')));
      assertRefused(await client.patch(path, 'merge', patch('c')), {
        status: 409,
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on leases.coordination.k8s.io "${name}": the object has been modified; please apply your changes to the latest version and try again`,
      });
      assert.equal(at(await client.ask(path), 'spec.holderIdentity'), 'b');
    });

    it('keeps the resourceVersion where it changes nothing', async () => {
      const { path, resourceVersion } = await made();
      for (const patch of [{}, { spec: { holderIdentity: 'a' } }]) {
        assert.equal(at(await client.patch(path, 'merge', patch), 'metadata.resourceVersion'), resourceVersion);
      }
    });

    it('validates what comes of it', async () => {
      const { path, name } = await made();
      assertRefused(await client.patch(path, 'merge', { spec: { leaseDurationSeconds: 0 } }), {
        status: 422,
        reason: 'Invalid',
        message: `Lease.coordination.k8s.io "${name}" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0`,
      });
      assertRefused(await client.patch(path, 'merge', { metadata: { name: 'two' } }), {
        status: 400,
        reason: 'BadRequest',
        message: `the name of the object (two) does not match the name on the URL (${name})`,
      });
      const uid = '00000000-0000-4000-8000-000000000000';
      assertRefused(await client.patch(path, 'merge', { metadata: { uid } }), {
        status: 422,
        reason: 'Invalid',
        message: new RegExp(`metadata\\.uid: Invalid value: "${uid}": field is immutable`),
      });
    });

    it('answers a missing object and a content type that is no patch', async () => {
      const { path } = await made();
      const message = 'leases.coordination.k8s.io "nope" not found';
      assertRefused(await client.patch(`${leases}/nope`, 'merge', {}), { status: 404, reason: 'NotFound', message });
      const answer = await client.ask(path, { method: 'PATCH', body: {} });
      assertRefused(answer, {
        status: 415,
        reason: 'UnsupportedMediaType',
        message: /Unsupported Media Type|unknown format/,
      });
    });

    it("merges a Deployment's containers by name", async () => {
      const name = fresh('deploy');
      const labels = { a: name };
      const container = {
        name: 'one',
        image: 'i',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      };
      const template = { metadata: { labels }, spec: { containers: [container, { name: 'two', image: 'j' }] } };
      const spec = { replicas: 0, selector: { matchLabels: labels }, template };
      const deployments = PATH.deployments(subject.space);
      const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
      assertOk(await client.post(deployments, body), 201);
      const changed = [
        {
          name: 'one',
          image: 'k',
          env: [
            { name: 'B', value: '3' },
            { $patch: 'delete', name: 'A' },
          ],
        },
      ];
      const patch = { spec: { template: { spec: { containers: changed } } } };
      const answer = await client.patch(`${deployments}/${name}`, 'strategic-merge', patch);
      assertOk(answer);
      const containers = listAt(answer.body, 'spec.template.spec.containers');
      assert.deepEqual(
        containers.map((one) => [pick(one, 'name'), pick(one, 'image'), pick(one, 'env')]),
        [
          ['one', 'k', [{ name: 'B', value: '3' }]],
          ['two', 'j', undefined],
        ],
      );
      const gone = { spec: { template: { spec: { containers: [{ $patch: 'delete', name: 'two' }] } } } };
      const less = await client.patch(`${deployments}/${name}`, 'strategic-merge', gone);
      assert.deepEqual(
        listAt(less.body, 'spec.template.spec.containers').map((one) => pick(one, 'name')),
        ['one'],
      );
    });
  });
}
