// Writes whose answer never came: what a second look shows is told as that, and nothing is sent twice.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from '../../src/cluster/rest-cluster.ts';
import type { Outcome, RawObject } from '../../src/cluster/write-port.ts';

type Act = (stand: Stand, request: IncomingMessage, response: ServerResponse) => void;

interface Stand {
  lease: { metadata: Record<string, string>; spec: Record<string, unknown> } | null;
  readonly writes: { readonly method: string; readonly headers: IncomingMessage['headers']; readonly body: unknown }[];
}

const PLACE = { namespace: 'ns', name: 'mine' };
const GUARD = { uid: 'u1', resourceVersion: '7' };
const fresh = () => ({
  metadata: { namespace: 'ns', name: 'mine', uid: 'u1', resourceVersion: '7' },
  spec: { holderIdentity: 'a' },
});

let act: Act = () => {};
const stand: Stand = { lease: null, writes: [] };
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (part) => {
    text += String(part);
  });
  request.on('end', () => {
    if (request.method === 'GET') {
      response.statusCode = stand.lease ? 200 : 404;
      response.end(JSON.stringify(stand.lease ?? { kind: 'Status', message: 'not found' }));
      return;
    }
    stand.writes.push({ method: request.method ?? '', headers: request.headers, body: JSON.parse(text) });
    act(stand, request, response);
  });
});
const folder = mkdtempSync(join(tmpdir(), 'b7le-writes-'));
const kubeconfig = join(folder, 'config');

const drop: Act = (_, request) => request.socket.destroy();
const gone: Act = (at) => {
  at.lease = null;
};
const answers =
  (status: number, message = ''): Act =>
  (_, __, response) => {
    response.statusCode = status;
    response.setHeader('Retry-After', '1');
    response.end(JSON.stringify({ kind: 'Status', message }));
  };
const both =
  (...acts: readonly Act[]): Act =>
  (...given) => {
    for (const one of acts) one(...given);
  };

describe('a write without an answer', () => {
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    writeFileSync(kubeconfig, config((server.address() as AddressInfo).port));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = async (how: Act, deed: 'remove' | 'update' = 'remove', file = kubeconfig): Promise<Outcome> => {
    act = how;
    stand.lease = fresh();
    stand.writes.length = 0;
    const cluster = connect({
      kubeconfig: file,
      context: null,
      as: null,
      asGroups: [],
      env: {},
      timeoutMs: null,
      trace: null,
    });
    try {
      if (deed === 'remove') return await cluster.writes.remove('leases', PLACE, GUARD);
      const released = { ...fresh(), spec: { holderIdentity: '' } } as unknown as RawObject;
      return await cluster.writes.update('leases', released);
    } finally {
      cluster.close();
    }
  };

  it('is undone where the object is as it was', async () => {
    const outcome = await write(drop);
    assert.equal(outcome.result, 'undone');
    assert.match(outcome.result === 'undone' ? outcome.why : '', /broke.*second look shows that it was not done/);
    assert.equal(stand.writes.length, 1, 'sent once');
  });
  it('is done, as a second look shows, where the object is gone', async () => {
    const outcome = await write(both(gone, drop));
    assert.deepEqual([outcome.result, outcome.result === 'done' && outcome.seen], ['done', 'second-look']);
    assert.equal(stand.writes.length, 1, 'sent once');
  });
  it('is looked at where a server answers 503 or 504, and not sent again', async () => {
    assert.equal((await write(answers(503, 'busy'))).result, 'undone');
    assert.equal(stand.writes.length, 1);
    assert.equal((await write(both(gone, answers(504, 'timeout')))).result, 'done');
    assert.equal(stand.writes.length, 1);
  });
  it('is not sent again where the server asks for patience', async () => {
    const outcome = await write(answers(429, 'too many requests'));
    assert.deepEqual([outcome.result, outcome.result === 'refused' && outcome.reason], ['refused', 'other']);
    assert.equal(stand.writes.length, 1);
  });
  it('of a pod is told apart from a disruption budget', async () => {
    const why = "Cannot evict pod as it would violate the pod's disruption budget.";
    const outcome = await write(answers(429, why));
    assert.equal(outcome.result === 'refused' && outcome.reason, 'budget');
  });
  it('is unknown where somebody wrote since', async () => {
    const overwritten: Act = (at) => {
      at.lease = { metadata: { ...fresh().metadata, resourceVersion: '9' }, spec: { holderIdentity: 'b' } };
    };
    assert.equal((await write(both(overwritten, drop), 'update')).result, 'unknown');
    const ours: Act = (at) => {
      at.lease = { metadata: { ...fresh().metadata, resourceVersion: '8' }, spec: { holderIdentity: '' } };
    };
    assert.equal((await write(both(ours, drop), 'update')).result, 'done');
    assert.equal((await write(drop, 'update')).result, 'undone');
  });
  it('carries its guard and a length', async () => {
    await write(both(gone, answers(200)));
    const [sent] = stand.writes;
    const { preconditions } = (sent?.body ?? {}) as { preconditions?: unknown };
    assert.deepEqual([sent?.method, preconditions], ['DELETE', GUARD]);
    assert.equal(Number(sent?.headers['content-length']), JSON.stringify(sent?.body).length);
  });
  it('was not done where nobody listens', async () => {
    const file = join(folder, 'nobody');
    writeFileSync(file, config(1));
    const outcome = await write(drop, 'remove', file);
    assert.deepEqual([outcome.result, stand.writes.length], ['undone', 0]);
  });
});

function config(port: number): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}
