// Credentials and TLS settings of every request, by client-node: exec plugins, OIDC, tokens, certificates, proxies.

import { type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js';
import { ClusterError } from './cluster-error.ts';
import type { Access } from './kubeconfig.ts';
import { withResolvers } from './promise.ts';

type KubeConfig = Access['config'];

/** More connections than this cost a small cluster's reads more in handshakes than they save in waiting. */
const MAX_SOCKETS = 4;

/** What is the same in every request: authentication, impersonation, and the kept-alive connections. */
export interface Prepared extends https.RequestOptions {
  readonly agent: http.Agent;
}

/**
 * @param signal ends a credential plugin that does not answer
 * @throws ClusterError `bad-kubeconfig` where there are no credentials to be had, `timeout` where they did not come in time
 */
export async function prepareRequests(
  { config, server, impersonation }: Access,
  signal: AbortSignal,
): Promise<Prepared> {
  const options: https.RequestOptions = {};
  const plugin = pluginOf(config);
  const { promise: ended, reject } = withResolvers<never>();
  const late = () => reject(new ClusterError('timeout', `the credential plugin ${plugin} did not answer in time`));
  if (plugin !== null) {
    limitPlugin(config, signal);
    signal.addEventListener('abort', late, { once: true });
  }
  try {
    await Promise.race([config.applyToHTTPSOptions(options), ended]);
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError('bad-kubeconfig', `no credentials: ${faultOf(error)}`, null, error);
  } finally {
    signal.removeEventListener('abort', late);
  }
  const given = options.agent as https.Agent;
  const headers = { accept: 'application/json', 'user-agent': 'b7le', ...options.headers, ...impersonation };
  const agent = kept(given, server, Boolean(config.getCurrentCluster()?.proxyUrl));
  return { ...(options.auth ? { auth: options.auth } : {}), agent, headers };
}

function pluginOf(config: KubeConfig): string | null {
  return config.getCurrentUser()?.exec?.command ?? null;
}

/** client-node waits for a plugin for ever, and a process that lives keeps b7le alive: it ends with the reading. */
function limitPlugin(config: KubeConfig, signal: AbortSignal): void {
  const plugins = (Reflect.get(config, 'authenticators') as unknown[]).filter((one) => one instanceof ExecAuth);
  const start = (command: string, args: readonly string[] = [], options: SpawnOptionsWithoutStdio = {}) => {
    const child = spawn(command, args, { ...options, signal });
    // what the plugin started itself may hold on to its output
    signal.addEventListener('abort', () => [child.stdout, child.stderr].map((stream) => stream.destroy()), {
      once: true,
    });
    return child;
  };
  for (const plugin of plugins) Object.assign(plugin, { execFn: start });
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
