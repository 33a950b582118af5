// Reading: get, lists page by page, selectors, and how the server says that something is not there.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pick, textAt } from './ask.ts';
import { assertOk, assertRefused, at, namesOf } from './expect.ts';
import { adminOf, fresh, leaseNamed, of, PATH, subjects } from './subject.ts';

for (const subject of await subjects()) {
  describe(`reading, ${subject.title}`, () => {
    const client = adminOf(subject);
    const leases = PATH.leases(subject.space);
    const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}-${fresh('read')}`);
    before(async () => {
      for (const [index, name] of names.entries()) {
        const labels = { place: index < 2 ? 'first' : 'second', [`has-${index}`]: '' };
        assertOk(await client.post(leases, leaseNamed(name, { holderIdentity: name }, { labels })), 201);
      }
    });
    after(() => subject.close());

    it('gets one object with what the server adds', async () => {
      const answer = await client.ask(`${leases}/${names[0]}`);
      assertOk(answer);
      assert.deepEqual([at(answer, 'kind'), at(answer, 'apiVersion')], ['Lease', 'coordination.k8s.io/v1']);
      assert.deepEqual([at(answer, 'metadata.name'), at(answer, 'metadata.namespace')], [names[0], subject.space]);
      assert.match(textAt(answer.body, 'metadata.uid'), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.match(textAt(answer.body, 'metadata.resourceVersion'), /^[1-9]\d*$/);
      assert.match(textAt(answer.body, 'metadata.creationTimestamp'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.equal(at(answer, 'metadata.generation'), undefined, 'a Lease has no generation');
    });

    it('sends JSON, an audit id, no caching and the date', async () => {
      const { headers } = await client.ask(`${leases}/${names[0]}`);
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers['cache-control'], 'no-cache, private');
      assert.ok(Math.abs(Date.parse(String(headers.date)) - Date.now()) < 5000, String(headers.date));
    });

    it('lists in the order of names, objects without kind and apiVersion', async () => {
      const answer = await client.ask(leases);
      assertOk(answer);
      assert.deepEqual([at(answer, 'kind'), at(answer, 'apiVersion')], ['LeaseList', 'coordination.k8s.io/v1']);
      assert.deepEqual(namesOf(answer), names);
      assert.equal(pick(answer.body, 'items.0.kind'), undefined);
      const newest = Math.max(
        ...names.map((_, index) => Number(pick(answer.body, `items.${index}.metadata.resourceVersion`))),
      );
      assert.ok(Number(at(answer, 'metadata.resourceVersion')) >= newest);
    });

    it('lists over all namespaces', async () => {
      const answer = await client.ask('/apis/coordination.k8s.io/v1/leases');
      assertOk(answer);
      for (const name of names) assert.ok(namesOf(answer).includes(name));
    });

    it('lists nothing in a namespace that is not there', async () => {
      const answer = await client.ask(PATH.leases('no-such-namespace'));
      assertOk(answer);
      assert.deepEqual(at(answer, 'items'), []);
    });

    it('pages: a token and the number that remains, every object once, all of one moment', async () => {
      const first = await client.ask(`${leases}?limit=2`);
      assert.deepEqual(namesOf(first), names.slice(0, 2));
      assert.equal(at(first, 'metadata.remainingItemCount'), 3);
      const late = `aa-${fresh('late')}`;
      assertOk(await client.post(leases, leaseNamed(late)), 201);
      const next = (token: unknown) => client.ask(`${leases}?limit=2&continue=${encodeURIComponent(String(token))}`);
      const second = await next(at(first, 'metadata.continue'));
      assert.deepEqual(namesOf(second), names.slice(2, 4));
      assert.equal(at(second, 'metadata.remainingItemCount'), 1);
      const third = await next(at(second, 'metadata.continue'));
      assert.deepEqual(namesOf(third), names.slice(4));
      assert.deepEqual(
        [at(third, 'metadata.continue') || '', at(third, 'metadata.remainingItemCount')],
        ['', undefined],
      );
      assert.equal(at(third, 'metadata.resourceVersion'), at(first, 'metadata.resourceVersion'));
      assertOk(await client.delete(`${leases}/${late}`));
    });

    it('counts no remainder where a selector chooses', async () => {
      const answer = await client.ask(`${leases}?limit=1&labelSelector=place%3Dsecond`);
      assert.deepEqual(namesOf(answer), names.slice(2, 3));
      assert.ok(at(answer, 'metadata.continue'));
      assert.equal(at(answer, 'metadata.remainingItemCount'), undefined);
    });

    it('refuses a token and a limit that it cannot read', async () => {
      const reason = 'BadRequest';
      assertRefused(await client.ask(`${leases}?limit=2&continue=zzz`), {
        status: 400,
        reason,
        message: /^invalid continue token: |^continue key is not valid: /,
      });
      const message = 'strconv.ParseInt: parsing "abc": invalid syntax';
      assertRefused(await client.ask(`${leases}?limit=abc`), { status: 400, reason, message });
    });

    for (const [selector, chosen] of [
      ['place=first', [0, 1]],
      ['place==first', [0, 1]],
      ['place!=first', [2, 3, 4]],
      ['place in (first,third)', [0, 1]],
      ['place notin (first)', [2, 3, 4]],
      ['has-3', [3]],
      ['!has-3', [0, 1, 2, 4]],
      ['place=second,!has-3', [2, 4]],
      ['other!=x', [0, 1, 2, 3, 4]],
      ['has-0=', [0]],
      ['', [0, 1, 2, 3, 4]],
    ] as const) {
      it(`chooses by the labels ${selector || '(none)'}`, async () => {
        const answer = await client.ask(`${leases}?labelSelector=${encodeURIComponent(selector)}`);
        assert.deepEqual(
          namesOf(answer),
          chosen.map((index) => names[index]),
        );
      });
    }

    it('chooses by fields', async () => {
      const by = (selector: string) => client.ask(`${leases}?fieldSelector=${encodeURIComponent(selector)}`);
      assert.deepEqual(namesOf(await by(`metadata.name=${names[1]}`)), [names[1]]);
      assert.deepEqual(namesOf(await by(`metadata.name!=${names[1]}`)), names.toSpliced(1, 1));
      assert.deepEqual(namesOf(await by(`metadata.namespace=${subject.space}`)), names);
    });

    for (const [query, message] of [
      ['labelSelector=a === b', "unable to parse requirement: found '=', expected: identifier"],
      ['labelSelector=a in b', "unable to parse requirement: found 'b' expected: '('"],
      ['fieldSelector=nonsense', "invalid selector: 'nonsense'; can't understand 'nonsense'"],
      [
        'fieldSelector=spec.holderIdentity=x',
        '"spec.holderIdentity" is not a known field selector: only "metadata.name", "metadata.namespace"',
      ],
    ] as const) {
      it(`refuses ${query}`, async () => {
        const [key = '', ...value] = query.split('=');
        const answer = await client.ask(`${leases}?${key}=${encodeURIComponent(value.join('='))}`);
        assertRefused(answer, { status: 400, reason: 'BadRequest', message });
      });
    }

    it('refuses an unknown field of a pod', async () => {
      const answer = await client.ask(`${PATH.pods(subject.space)}?fieldSelector=spec.nope%3Dx`);
      assertRefused(answer, { status: 400, reason: 'BadRequest', message: 'field label not supported: spec.nope' });
    });

    it('answers 404 of an object', async () => {
      const details = { name: 'nope', group: 'coordination.k8s.io', kind: 'leases' };
      const message = 'leases.coordination.k8s.io "nope" not found';
      assertRefused(await client.ask(`${leases}/nope`), { status: 404, reason: 'NotFound', message, details });
      const pod = { name: 'nope', kind: 'pods' };
      assertRefused(await client.ask(`${PATH.pods(subject.space)}/nope`), {
        status: 404,
        reason: 'NotFound',
        message: 'pods "nope" not found',
        details: pod,
      });
    });

    it('answers 404 of a path, and with a Status of a resource', async () => {
      for (const path of ['/nope', '/apis/nope.io/v1/things']) assert.equal((await client.ask(path)).status, 404);
      const message = 'the server could not find the requested resource';
      for (const path of [
        `/apis/coordination.k8s.io/v1/namespaces/${subject.space}/nope`,
        '/apis/coordination.k8s.io/v9/leases',
        `${leases}/${names[0]}/status`,
      ]) {
        assertRefused(await client.ask(path), { status: 404, reason: 'NotFound', message, details: {} });
      }
    });

    it('answers an unknown resourceVersion and one of the future', async () => {
      assertRefused(await client.ask(`${leases}?resourceVersion=abc`), {
        status: of(subject, { '1.37': 400, '1.20': 500 }),
        reason: of(subject, { '1.37': 'BadRequest', '1.20': undefined }),
        message: /resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax$/,
      });
      assertOk(await client.ask(`${leases}?resourceVersion=0`));
    });
  });
}
