// Credentials and TLS settings of every request, by client-node: exec plugins, OIDC, tokens, certificates, proxies.

import http from 'node:http';
import https from 'node:https';
import { ClusterError } from './cluster-error.ts';
import type { Access } from './kubeconfig.ts';

/** More connections than this cost a small cluster's reads more in handshakes than they save in waiting. */
const MAX_SOCKETS = 4;

/** What is the same in every request: authentication, impersonation, and the kept-alive connections. */
export interface Prepared extends https.RequestOptions {
  readonly agent: http.Agent;
}

/** @throws ClusterError `bad-kubeconfig` where there are no credentials to be had */
export async function prepareRequests({ config, server, impersonation }: Access): Promise<Prepared> {
  const options: https.RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ClusterError('bad-kubeconfig', `no credentials: ${faultOf(error)}`, null, error);
  }
  const given = options.agent as https.Agent;
  const headers = { accept: 'application/json', 'user-agent': 'b7le', ...options.headers, ...impersonation };
  const agent = kept(given, server, Boolean(config.getCurrentCluster()?.proxyUrl));
  return { ...(options.auth ? { auth: options.auth } : {}), agent, headers };
}

/** client-node's agent closes each connection; a proxy's is changed in place, the others are made anew. */
function kept(given: https.Agent, server: string, proxied: boolean): http.Agent {
  const settings = { keepAlive: true, maxSockets: MAX_SOCKETS };
  if (proxied) return Object.assign(given, settings);
  const all = { ...given.options, ...settings };
  return server.startsWith('http:') ? new http.Agent(all) : new https.Agent(all);
}

/** A credential plugin's own words may hold a token: only its name and the kind of failure are told. */
function faultOf(error: unknown): string {
  const { code, path, message } = error as { code?: string; path?: string; message?: string };
  if (code === 'ENOENT' && path) return `${path} is not there`;
  if (code === 'EACCES' && path) return `${path} may not be used`;
  if (code) return `${code}${path ? ` (${path})` : ''}`;
  return error instanceof SyntaxError || !message
    ? 'the credential plugin did not answer with a credential'
    : 'the credential plugin failed; run it by hand to see why';
}
