// Who may what: refusals word by word, and playing somebody else.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Client } from './ask.ts';
import { assertOk, assertRefused } from './expect.ts';
import { adminOf, leaseNamed, of, PATH, subjects } from './subject.ts';

for (const subject of await subjects()) {
  describe(`access, ${subject.title}`, () => {
    const { space, powerless } = subject;
    const admin = adminOf(subject);
    const nobody = new Client(subject, powerless.credentials);
    const leases = PATH.leases(space);

    after(() => subject.close());

    const inSpace = `in API group "coordination.k8s.io" in the namespace "${space}"`;
    const cannot = (verb: string, name = '') =>
      `leases.coordination.k8s.io ${name && `"${name}" `}is forbidden: User "${powerless.user}" cannot ${verb} resource "leases" ${inSpace}`;
    for (const [verb, name, path, question] of [
      ['list', '', leases, {}],
      ['watch', '', `${leases}?watch=1`, {}],
      ['get', 'mine', `${leases}/mine`, {}],
      ['create', '', leases, { method: 'POST', body: leaseNamed('x') }],
      ['update', 'mine', `${leases}/mine`, { method: 'PUT', body: leaseNamed('mine') }],
      ['patch', 'mine', `${leases}/mine`, { method: 'PATCH', body: {}, type: 'application/merge-patch+json' }],
      ['delete', 'mine', `${leases}/mine`, { method: 'DELETE' }],
      ['deletecollection', '', leases, { method: 'DELETE' }],
    ] as const) {
      it(`refuses ${verb} in words that name the user, the verb and the place`, async () => {
        assertRefused(await nobody.ask(path, question), {
          status: 403,
          reason: 'Forbidden',
          message: cannot(verb, name),
          details: { ...(name ? { name } : {}), group: 'coordination.k8s.io', kind: 'leases' },
        });
      });
    }

    for (const [path, message, details] of [
      [
        '/apis/coordination.k8s.io/v1/leases',
        'leases.coordination.k8s.io is forbidden: User "U" cannot list resource "leases" in API group "coordination.k8s.io" at the cluster scope',
        { group: 'coordination.k8s.io', kind: 'leases' },
      ],
      [
        '/api/v1/nodes',
        'nodes is forbidden: User "U" cannot list resource "nodes" in API group "" at the cluster scope',
        { kind: 'nodes' },
      ],
      [
        `${PATH.pods(space)}/p/log`,
        `pods "p" is forbidden: User "U" cannot get resource "pods/log" in API group "" in the namespace "${space}"`,
        { name: 'p', kind: 'pods' },
      ],
      [
        `${PATH.pods(space)}/p:8080/proxy/metrics`,
        `pods "p:8080" is forbidden: User "U" cannot get resource "pods/proxy" in API group "" in the namespace "${space}"`,
        { name: 'p:8080', kind: 'pods' },
      ],
      [
        '/apis/nope.io/v1/things',
        'things.nope.io is forbidden: User "U" cannot list resource "things" in API group "nope.io" at the cluster scope',
        { group: 'nope.io', kind: 'things' },
      ],
      ['/metrics', 'forbidden: User "U" cannot get path "/metrics"', {}],
    ] as const) {
      it(`refuses ${path.replace(space, 'NAMESPACE')}`, async () => {
        assertRefused(await nobody.ask(path), {
          status: 403,
          reason: 'Forbidden',
          message: message.replace('"U"', `"${powerless.user}"`),
          details,
        });
      });
    }

    it('lets everybody who is known see the version and what is served', async () => {
      for (const path of [
        '/version',
        '/api',
        '/apis',
        '/apis/coordination.k8s.io/v1',
        '/healthz',
        '/readyz',
        '/livez',
      ]) {
        assertOk(await nobody.ask(path));
      }
    });

    it('knows nobody by a wrong token, and by none only the anonymous', async () => {
      const wrong = await new Client(subject, { token: 'wrong' }).ask(leases);
      const body = {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Unauthorized',
        reason: 'Unauthorized',
        code: 401,
      };
      assert.deepEqual([wrong.status, wrong.body], [401, body]);
      const anonymous = new Client(subject, {});
      assertRefused(await anonymous.ask(leases), {
        status: 403,
        reason: 'Forbidden',
        message: `leases.coordination.k8s.io is forbidden: User "system:anonymous" cannot list resource "leases" ${inSpace}`,
      });
      for (const path of ['/version', '/healthz']) assertOk(await anonymous.ask(path));
      assert.equal((await anonymous.ask('/apis')).status, 403);
    });

    it('refuses to play somebody else', async () => {
      const start = `User "${powerless.user}" cannot`;
      assertRefused(await nobody.as('alice').ask(leases), {
        status: 403,
        reason: 'Forbidden',
        message: of(subject, {
          '1.37': `leases.coordination.k8s.io is forbidden: ${start} impersonate-on:user-info:list resource "leases" ${inSpace}`,
          '1.20': `users "alice" is forbidden: ${start} impersonate resource "users" in API group "" at the cluster scope`,
        }),
      });
      assertRefused(await nobody.as(`system:serviceaccount:${space}:any`).ask(leases), {
        status: 403,
        reason: 'Forbidden',
        message: of(subject, {
          '1.37': `leases.coordination.k8s.io is forbidden: ${start} impersonate-on:serviceaccount:list resource "leases" ${inSpace}`,
          '1.20': `serviceaccounts "any" is forbidden: ${start} impersonate resource "serviceaccounts" in API group "" in the namespace "${space}"`,
        }),
      });
    });

    it('refuses a group without a user', async () => {
      const answer = await admin.ask(leases, { headers: { 'Impersonate-Group': 'system:masters' } });
      assert.equal(answer.status, of(subject, { '1.37': 400, '1.20': 500 }), answer.text);
      assert.match(answer.text, /without impersonating a user/);
    });
  });
}
