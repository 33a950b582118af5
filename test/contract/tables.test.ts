// Table output: the columns and cells that kubectl prints.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listAt, pick } from './ask.ts';
import { assertOk, assertRefused, at } from './expect.ts';
import { DEPLOYMENT, install, LEASE, type Leader } from './install.ts';
import { adminOf, of, PATH, subjects, until } from './subject.ts';

const TABLE = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

for (const subject of await subjects()) {
  describe(`tables, ${subject.title}`, () => {
    const { space } = subject;
    const client = adminOf(subject);
    let leader: Leader;
    before(async () => {
      leader = await install(subject);
    });
    after(() => subject.close());

    const wide = { Containers: 'manager', Images: 'localhost/elector:1' };
    for (const [kind, path, columns, cells] of [
      ['leases', PATH.leases(space), ['Name', 'Holder', 'Age'], { Name: LEASE }],
      [
        'pods',
        PATH.pods(space),
        ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP *', 'Node *', 'Nominated Node *', 'Readiness Gates *'],
        {
          Ready: '1/1',
          Status: 'Running',
          Restarts: of<string | number>(subject, { '1.37': '0', '1.20': 0 }),
          'Nominated Node': '<none>',
          'Readiness Gates': '<none>',
        },
      ],
      [
        'deployments',
        PATH.deployments(space),
        ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', 'Containers *', 'Images *', 'Selector *'],
        {
          Name: DEPLOYMENT,
          Ready: '3/3',
          'Up-to-date': 3,
          Available: 3,
          ...wide,
          Selector: `control-plane=${DEPLOYMENT}`,
        },
      ],
      [
        'replicasets',
        PATH.replicaSets(space),
        ['Name', 'Desired', 'Current', 'Ready', 'Age', 'Containers *', 'Images *', 'Selector *'],
        { Desired: 3, Current: 3, Ready: 3, ...wide },
      ],
      [
        'events',
        `${PATH.events(space)}?fieldSelector=reason%3DLeaderElection`,
        [
          'Last Seen',
          'Type',
          'Reason',
          'Object',
          'Subobject *',
          'Source *',
          'Message',
          'First Seen *',
          'Count *',
          'Name *',
        ],
        { Type: 'Normal', Reason: 'LeaderElection', Object: `lease/${LEASE}`, Count: 1 },
      ],
      [
        'namespaces',
        `/api/v1/namespaces?fieldSelector=metadata.name%3D${space}`,
        ['Name', 'Status', 'Age'],
        { Name: space, Status: 'Active' },
      ],
    ] as const) {
      it(`prints ${kind} as a table`, async () => {
        // an Event follows what it tells of by a moment
        const answer = await until(`a row of ${kind}`, 20_000, async () => {
          const asked = await client.ask(path, { headers: TABLE });
          assertOk(asked);
          return listAt(asked.body, 'rows').length > 0 ? asked : null;
        });
        assert.deepEqual([at(answer, 'kind'), at(answer, 'apiVersion')], ['Table', 'meta.k8s.io/v1']);
        const defined = listAt(answer.body, 'columnDefinitions');
        assert.deepEqual(
          defined.map((one) => `${pick(one, 'name')}${pick(one, 'priority') ? ' *' : ''}`),
          columns,
        );
        const row = listAt(answer.body, 'rows').at(0);
        const printed = listAt(row, 'cells');
        for (const [name, cell] of Object.entries(cells)) {
          const index = defined.findIndex((one) => pick(one, 'name') === name);
          assert.equal(printed[index], cell, name);
        }
        assert.deepEqual(
          [pick(row, 'object.kind'), pick(row, 'object.apiVersion')],
          ['PartialObjectMetadata', 'meta.k8s.io/v1'],
        );
        assert.equal(typeof pick(row, 'object.metadata.uid'), 'string');
      });
    }

    it('prints the holder, and an age that is short', async () => {
      const answer = await client.ask(`${PATH.leases(space)}/${LEASE}`, { headers: TABLE });
      const [name, holder, age] = listAt(answer.body, 'rows.0.cells');
      assert.deepEqual([name, holder], [LEASE, leader.identity]);
      assert.match(String(age), /^\d+[sm](\d+s)?$/);
    });

    it('prints one object, and refuses one that is not there as ever', async () => {
      const { body } = await client.ask(`${PATH.leases(space)}?includeObject=Object`, { headers: TABLE });
      assert.equal(pick(body, 'rows.0.object.spec.holderIdentity'), leader.identity);
      const missing = await client.ask(`${PATH.leases(space)}/nope`, { headers: TABLE });
      assertRefused(missing, {
        status: 404,
        reason: 'NotFound',
        message: 'leases.coordination.k8s.io "nope" not found',
      });
    });

    it('watches as tables: columns once', async () => {
      const events: unknown[] = [];
      await client.ask(`${PATH.leases(space)}?watch=1`, {
        headers: TABLE,
        line: (line) => events.push(JSON.parse(line)) === 2,
      });
      assert.deepEqual(
        events.map((event) => [
          pick(event, 'type'),
          pick(event, 'object.kind'),
          listAt(event, 'object.columnDefinitions').length,
        ]),
        [
          ['ADDED', 'Table', 3],
          ['MODIFIED', 'Table', 0],
        ],
      );
    });

    it('answers metadata alone to who asks for no more', async () => {
      const headers = { Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json' };
      const answer = await client.ask(PATH.leases(space), { headers });
      assert.equal(at(answer, 'kind'), 'PartialObjectMetadataList');
      assert.equal(pick(answer.body, 'items.0.spec'), undefined);
    });
  });
}
