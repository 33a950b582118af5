// A server that answers with what a test gives it: for broken transport only (busy, silent, cut off, no JSON). It knows no
// Kubernetes; whatever depends on how a cluster behaves is tested on a real one.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CannedServer {
  readonly url: string;
  readonly kubeconfig: string;
  /** Method, path and headers of every request so far. */
  readonly requests: { readonly path: string; readonly headers: NodeJS.Dict<string | string[]> }[];
  close(): Promise<void>;
}

/** Starts on loopback, with a kubeconfig whose only context is `canned`. */
export async function cannedServer(
  answer: RequestListener,
  user: object = { token: 'secret-token' },
): Promise<CannedServer> {
  const requests: CannedServer['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'b7le-canned-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(url, user)));
  return {
    url,
    kubeconfig,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A kubeconfig as an object, with one cluster, one user and the context `canned`. */
export function kubeconfigOf(server: string, user: object = { token: 'secret-token' }): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'canned', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'canned',
  };
}
