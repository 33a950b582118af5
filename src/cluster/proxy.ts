// The proxy to a cluster where the kubeconfig names none: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as kubectl reads them.

import { BlockList, isIP } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy's URL, or null for a direct connection. Loopback never goes through a proxy, nor what NO_PROXY names or its ranges hold. */
export function proxyFor(server: string, env: Env): string | null {
  const { protocol, hostname } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  // kubectl knows these two only; the library would also take ALL_PROXY and npm's own settings
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  if (!env[name] && !env[name.toLowerCase()]) return null;
  if (host === 'localhost' || inRange(host, ['127.0.0.0/8', '::1/128'])) return null;
  const excluded = (env.NO_PROXY || env.no_proxy || '').split(/[\s,]+/);
  if (inRange(host, excluded)) return null;
  return getProxyForUrl(server) || null;
}

function inRange(host: string, ranges: readonly string[]): boolean {
  const family = isIP(host);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [, network = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(range) ?? [];
    const kind = isIP(network);
    if (kind !== 0 && Number(bits) <= (kind === 4 ? 32 : 128))
      list.addSubnet(network, Number(bits), kind === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
