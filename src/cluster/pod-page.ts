// A page that a pod serves, through the API server's proxy: what it answers is a fact about that pod (contract 6).

import { path } from './resources.ts';
import type { RestClient } from './rest.ts';

export type PodAnswer = { readonly page: string } | { readonly failure: string };

const POD_TIMEOUT_MS = 2000;

/** Over plain HTTP, two seconds at most, asked once. */
export async function podPage(
  client: RestClient,
  { namespace, pod, port, page }: { namespace: string; pod: string; port: number; page: string },
): Promise<PodAnswer> {
  const url = `${path('pods', namespace)}/${encodeURIComponent(`${pod}:${port}`)}/proxy${page}`;
  try {
    const { status, body } = await client.ask(url, POD_TIMEOUT_MS);
    return status === 200 ? { page: body } : { failure: podFailure(status, body) };
  } catch {
    return { failure: `no answer within ${POD_TIMEOUT_MS / 1000}s` };
  }
}

/** What a refusal through the proxy means (reference 6.2): the API server's own 403 is a Status object, a pod's is not. */
function podFailure(status: number, body: string): string {
  const own = /"kind":\s*"Status"/.test(body) && /pods\/proxy|resource "pods/.test(body);
  if (status === 403 && own) return 'this user may not use pods/proxy';
  if (status === 401 || status === 403) return 'it asks for a token';
  if (status === 400) return 'it speaks TLS';
  // 500 up to some version after 1.20, 503 since
  if (status === 503 || /connect: connection refused/.test(body)) return 'nothing listens there';
  return `it answered ${status}`;
}
