// Servers that are busy, silent, broken or no API server at all: retried as contract 6 says, and never waited for without end.

import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, it } from 'node:test';
import { b7le } from '../support/b7le.ts';
import { cannedServer } from '../support/canned-server.ts';

const empty = JSON.stringify({ kind: 'List', gitVersion: 'v1.30.0', metadata: {}, items: [] });
const fine: RequestListener = (_, response) => response.end(empty);

async function status(answer: RequestListener, args: readonly string[] = []) {
  const server = await cannedServer(answer);
  try {
    const run = await b7le(['status', '-n', 'ns', '--kubeconfig', server.kubeconfig, ...args]);
    return { ...run, requests: server.requests };
  } finally {
    await server.close();
  }
}

describe('a busy server', { concurrency: 2 }, () => {
  for (const code of [429, 502, 503, 504]) {
    it(`${code} is tried again`, async () => {
      let refused = 0;
      const { requests, stderr } = await status((request, response) => {
        if (request.url?.includes('/leases') && refused++ < 2) response.writeHead(code).end('busy');
        else fine(request, response);
      });
      assert.equal(requests.filter(({ path }) => path.includes('/namespaces/ns/leases')).length, 3);
      assert.match(stderr, /has no election/);
    });
  }
  it('Retry-After is honoured', async () => {
    const at: number[] = [];
    await status((request, response) => {
      if (!request.url?.includes('/namespaces/ns/leases')) return fine(request, response);
      at.push(performance.now());
      return at.length === 1 ? response.writeHead(429, { 'retry-after': '1' }).end() : fine(request, response);
    });
    assert.ok((at[1] as number) - (at[0] as number) >= 990, String(at));
  });
  it('a connection that breaks is tried again', async () => {
    let broken = 0;
    const { stderr } = await status((request, response) => {
      if (request.url?.includes('/leases') && broken++ < 2) request.socket.destroy();
      else fine(request, response);
    });
    assert.match(stderr, /has no election/);
  });
  it('500 is not tried again', async () => {
    const { requests, code, stdout } = await status((_, response) => response.writeHead(500).end('{"message":"boom"}'));
    assert.equal(code, 3);
    assert.equal(requests.filter(({ path }) => path.includes('/namespaces/ns/leases')).length, 1);
    assert.match(stdout, /answered 500 to list leases in ns: boom/);
  });
});

describe('a server that does not answer', { concurrency: 2 }, () => {
  it('is given up at --timeout', async () => {
    const { code, stderr } = await status(() => {}, ['--timeout', '700ms']);
    assert.equal(code, 3);
    assert.match(stderr, /did not answer within 0\.7s \(--timeout\)/);
  });
  it('is given up at --timeout while it asks to wait for longer', async () => {
    const { code } = await status(
      (_, response) => response.writeHead(503, { 'retry-after': '3600' }).end(),
      ['--timeout', '700ms'],
    );
    assert.equal(code, 3);
  });
});

describe('a server that is something else', { concurrency: 2 }, () => {
  const pages: [string, RequestListener][] = [
    ['a web page', (_, response) => response.end('<html><body>Hello</body></html>')],
    ['half an object', (_, response) => response.end('{"items": [')],
    ['a number', (_, response) => response.end('42')],
    ['null', (_, response) => response.end('null')],
    ['items that are none', (_, response) => response.end('{"items": {"a": 1}}')],
    [
      'items of odd shapes',
      (_, response) => response.end('{"items": [null, 1, "x", [], {}, {"metadata": 5, "spec": []}]}'),
    ],
  ];
  for (const [name, answer] of pages) {
    it(name, async () => {
      const { code, stderr, stdout } = await status(answer, ['--observe', '0s']);
      assert.equal(code, 3, stdout + stderr);
      assert.doesNotMatch(stderr, /itself failed|^\s+at /m);
      // what is no list is no empty list either
      if (name !== 'items of odd shapes') assert.doesNotMatch(stderr, /has no election|no namespace has one/);
    });
  }
  it('401 speaks of credentials', async () => {
    const { code, stderr } = await status((_, response) => response.writeHead(401).end());
    assert.equal(code, 3);
    assert.match(stderr, /does not know these credentials/);
  });
});

describe('credentials', { concurrency: 2 }, () => {
  it('are sent, and appear nowhere, with -v neither', async () => {
    const { requests, stdout, stderr } = await status(fine, ['-v']);
    assert.equal(requests[0]?.headers.authorization, 'Bearer secret-token');
    assert.match(stderr, /GET \/version 200 \d+ms/);
    assert.doesNotMatch(stdout + stderr, /secret-token/);
  });
  it('--as and --as-group are sent as kubectl sends them', async () => {
    const { requests } = await status(fine, ['--as', 'jane', '--as-group', 'a', '--as-group', 'b']);
    assert.equal(requests[0]?.headers['impersonate-user'], 'jane');
    assert.equal(requests[0]?.headers['impersonate-group'], 'a, b');
  });
});

describe('paging', { concurrency: 2 }, () => {
  it('reads every page, and starts anew once where the list expired', async () => {
    const lease = (name: string) => ({ metadata: { name, namespace: 'ns' }, spec: {} });
    let expired = false;
    const { stdout } = await status(
      (request, response) => {
        const url = new URL(request.url ?? '', 'http://x');
        if (!url.pathname.endsWith('/ns/leases')) return fine(request, response);
        assert.equal(url.searchParams.get('limit'), '500');
        const page = url.searchParams.get('continue');
        if (page === 'two' && !expired) {
          expired = true;
          return response.writeHead(410).end('{}');
        }
        const [name, next] = page === 'two' ? ['second', ''] : ['first', 'two'];
        return response.end(JSON.stringify({ metadata: { continue: next }, items: [lease(name)] }));
      },
      ['--observe', '0s', '-o', 'name'],
    );
    assert.equal(stdout, 'lease.coordination.k8s.io/first\nlease.coordination.k8s.io/second\n');
  });
});
