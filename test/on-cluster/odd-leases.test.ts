// Leases and pods that say odd things: nothing at all, or text made to harm a terminal. Shown, never obeyed, and nothing breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import { load } from 'js-yaml';
import { inNamespace } from '../support/install.ts';
import { judge, type Report, status } from '../support/status.ts';

/** Control characters but the newline that ends a line, and what turns or hides text. */
const RAW =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const EVIL =
  '\u001b[2J\u001b]0;title\u0007evil\r\nsecond line\t\u202egnp.exe\u2066\u200b\u009b31m\u0085\u{e0041}\ud83d\ude08';
const FORMATS = ['table', 'wide', 'short', 'name', 'yaml', 'json', 'junit'];

function lease(namespace: string, name: string, spec?: object): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace },
    ...(spec ? { spec } : {}),
  };
}

/** A Deployment whose arguments switch election off in words made to harm; its pods never start. */
function deployment(namespace: string): object {
  const labels = { app: 'odd' };
  const args = [`--leader-elect=${EVIL}`, `--identity=${EVIL}`, `--leader-elect-lease-duration=${EVIL}`];
  const container = { name: 'manager', image: 'localhost/no-such-image:1', imagePullPolicy: 'Never', args };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'odd', namespace }, spec };
}

function objects(namespace: string): object[] {
  const now = `${new Date().toISOString().slice(0, -1)}000Z`;
  const held = { leaseDurationSeconds: 15, acquireTime: now, renewTime: now, leaseTransitions: 0 };
  return [
    lease(namespace, 'no-spec'),
    lease(namespace, 'empty-spec', {}),
    lease(namespace, 'only-a-holder', { holderIdentity: 'somebody' }),
    lease(namespace, 'only-a-time', { renewTime: '1970-01-01T00:00:00.000000Z' }),
    lease(namespace, 'far-future', { ...held, holderIdentity: 'x', renewTime: '9999-12-31T23:59:59.999999Z' }),
    lease(namespace, 'huge', {
      ...held,
      holderIdentity: 'y',
      leaseDurationSeconds: 2147483647,
      leaseTransitions: 2147483647,
    }),
    lease(namespace, 'evil', { ...held, holderIdentity: EVIL }),
    lease(namespace, 'long', { ...held, holderIdentity: 'z'.repeat(5000) }),
    deployment(namespace),
  ];
}

test('odd Leases', { timeout: 240_000 }, (t) =>
  inNamespace('odd', objects, async (namespace) => {
    await t.test('every one is judged, with null for what is not there', async () => {
      const { report, code, told } = await judge(['-n', namespace, '--observe', '0s']);
      const names = report.elections.flatMap((election) => (election.lease.uid ? [election.lease.name] : []));
      const expected = ['empty-spec', 'evil', 'far-future', 'huge', 'long', 'no-spec', 'only-a-holder', 'only-a-time'];
      assert.deepEqual(names.sort(), expected, told);
      assert.ok([0, 1, 2, 3].includes(code ?? -1), told);
      const empty = report.elections.find(({ lease: { name } }) => name === 'empty-spec');
      const { namespace: _, name, uid, resourceVersion, ...rest } = empty?.lease ?? {};
      assert.ok(name && uid && resourceVersion, told);
      assert.deepEqual([...new Set(Object.values(rest))], [null], told);
      assert.deepEqual([empty?.state, empty?.holder], ['released', null], told);
    });

    for (const format of FORMATS) {
      for (const target of [[], ['evil']]) {
        await t.test(`-o ${format} ${target.join(' ')} shows control characters, and obeys none`, async () => {
          for (const env of [{}, { COLUMNS: '80' }]) {
            const args = [...target, '-n', namespace, '--observe', '0s', '-o', format, '--no-color'];
            const { code, stdout, stderr } = await status(args, { env });
            assert.ok([0, 1, 2, 3].includes(code ?? -1), stderr);
            assert.notEqual(stdout, '');
            assert.doesNotMatch(stdout, RAW);
            assert.doesNotMatch(stderr, RAW);
            assert.doesNotMatch(stdout, /^second line/m);
            assert.doesNotMatch(stderr, /itself failed|^\s+at /m);
          }
        });
      }
    }

    await t.test('a program reads the very same text in every format', async () => {
      const text = async (format: string) =>
        (await status(['evil', '-n', namespace, '--observe', '0s', '-o', format])).stdout;
      for (const report of [JSON.parse(await text('json')), load(await text('yaml'))] as Report[]) {
        assert.equal(report.elections[0]?.lease.holderIdentity, EVIL);
      }
      assert.equal(XMLValidator.validate(await text('junit')), true);
    });

    await t.test('-A shows them too', async () => {
      for (const format of ['table', 'wide', 'short']) {
        const { stdout, stderr } = await status(['-A', '--observe', '0s', '-o', format]);
        assert.match(stdout, new RegExp(namespace));
        assert.doesNotMatch(stdout + stderr, RAW);
      }
    });

    await t.test('a TARGET that is no name is wrong usage, and not obeyed either', async () => {
      const { code, stdout, stderr } = await status([EVIL.replaceAll('\u0000', ''), '-n', namespace]);
      assert.deepEqual([code, stdout], [64, ''], stderr);
      assert.doesNotMatch(stderr, RAW);
    });
  }),
);
