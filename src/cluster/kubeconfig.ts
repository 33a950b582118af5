// Which cluster, as which user. client-node's KubeConfig reads and authenticates; this file only makes it choose as kubectl does.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { ClusterError, firstLine } from './cluster-error.ts';
import { proxyFor } from './proxy.ts';

const IN_CLUSTER_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

export interface KubeconfigChoice {
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly as: string | null;
  readonly asGroups: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Access {
  readonly config: KubeConfig;
  /** null inside a pod, where there is no kubeconfig. */
  readonly context: string | null;
  readonly server: string;
  readonly namespace: string | null;
  readonly impersonation: Readonly<Record<string, string | string[]>>;
}

/**
 * Finds the cluster and user as kubectl does: `--kubeconfig`, else the files of KUBECONFIG merged (a missing one is passed
 * over, the first to name a thing wins), else ~/.kube/config, else the pod's service account. No kubeconfig at all is an
 * error, never localhost:8080.
 * @throws ClusterError `bad-kubeconfig`
 */
export function loadAccess(choice: KubeconfigChoice): Access {
  const files = filesOf(choice);
  const config = files.length > 0 ? merged(files) : inCluster(choice);
  const inPod = files.length === 0;
  const context = choice.context ?? config.getCurrentContext() ?? null;
  if (!inPod) choose(config, context, files);
  const cluster = config.getCurrentCluster();
  const server = withoutSecrets(cluster?.server ?? '');
  if (!/^https?:\/\/[^\s/]/.test(server) || !URL.canParse(server)) {
    throw bad(`cluster "${cluster?.name}" of context "${context}" has no usable server (${server || 'empty'})`);
  }
  // client-node refuses plain http unless TLS verification is off; kubectl speaks it, as to `kubectl proxy`
  if (cluster && server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true });
  const proxy = cluster?.proxyUrl ? null : proxyFor(server, choice.env);
  if (cluster && proxy !== null) Object.assign(cluster, { proxyUrl: proxy });
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace || null;
  return { config, context: inPod ? null : context, server, namespace, impersonation: impersonationOf(config, choice) };
}

/** A password or a token in a server's URL is never sent, and the address is shown wherever the cluster is named (contract 6). */
function withoutSecrets(server: string): string {
  return server.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#\s]*@/i, '$1').replace(/[?#].*$/s, '');
}

function filesOf({ kubeconfig, env }: KubeconfigChoice): string[] {
  if (kubeconfig !== null) {
    if (!existsSync(kubeconfig)) throw bad(`there is no kubeconfig ${kubeconfig}`);
    return [kubeconfig];
  }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  const found = listed.filter((file) => existsSync(file));
  if (listed.length > 0 && found.length === 0 && !existsSync(IN_CLUSTER_TOKEN)) {
    throw bad(`there is no kubeconfig ${listed.join(', ')} (KUBECONFIG)`);
  }
  if (listed.length > 0) return found;
  const usual = env.HOME ? join(env.HOME, '.kube', 'config') : null;
  return usual !== null && existsSync(usual) ? [usual] : [];
}

function inCluster({ env }: KubeconfigChoice): KubeConfig {
  if (!env.KUBERNETES_SERVICE_HOST || !existsSync(IN_CLUSTER_TOKEN)) {
    throw bad('no kubeconfig: KUBECONFIG is not set, ~/.kube/config is not there, and this is no pod');
  }
  const config = new KubeConfig();
  config.loadFromCluster();
  return config;
}

/** Merges as kubectl does: the first file that names a cluster, user, context or current-context wins. */
function merged(files: readonly string[]): KubeConfig {
  const all = files.map(read);
  const first = all[0] as KubeConfig;
  const unique = <T extends { readonly name: string }>(lists: readonly (readonly T[])[]): T[] => {
    const byName = new Map<string, T>();
    for (const item of lists.flat()) if (!byName.has(item.name)) byName.set(item.name, item);
    return [...byName.values()];
  };
  first.clusters = unique(all.map((config) => config.clusters));
  first.users = unique(all.map((config) => config.users));
  first.contexts = unique(all.map((config) => config.contexts));
  const current = all.map((config) => config.getCurrentContext()).find((name) => Boolean(name));
  if (current) first.setCurrentContext(current);
  return first;
}

function read(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw bad(`${file}: ${reasonOf(error)}`, error);
  }
  return config;
}

/** The parser's reason with its line; an empty file or one of another shape fails in client-node with a TypeError. */
function reasonOf(error: unknown): string {
  const { code, mark, reason } = error as { code?: string; mark?: { line?: number }; reason?: string };
  if (reason) return `${reason}${mark?.line === undefined ? '' : ` (line ${mark.line + 1})`}`;
  if (code === 'EACCES') return 'may not be read (permission denied)';
  if (code === 'EISDIR') return 'is a folder';
  return error instanceof TypeError ? 'is no kubeconfig' : firstLine(String((error as Error).message));
}

function choose(config: KubeConfig, name: string | null, files: readonly string[]): void {
  const where = files.join(', ');
  const contexts = config.contexts.map((context) => context.name);
  if (name === null || name === '') {
    throw bad(`${where} sets no current-context`, null, `choose one with --context: ${listing(contexts)}`);
  }
  if (!contexts.includes(name)) {
    throw bad(`${where} has no context "${name}"`, null, `it has: ${listing(contexts)}`);
  }
  config.setCurrentContext(name);
  const { cluster, user } = config.getContextObject(name) as { cluster: string; user: string };
  if (!config.getCluster(cluster)) throw bad(`context "${name}" names the cluster "${cluster}", which ${where} lacks`);
  if (user && !config.getUser(user)) throw bad(`context "${name}" names the user "${user}", which ${where} lacks`);
}

function listing(names: readonly string[]): string {
  if (names.length === 0) return 'no context at all';
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}

/** `--as` and `--as-group` as kubectl sends them; client-node knows only the user of the kubeconfig. */
function impersonationOf(config: KubeConfig, choice: KubeconfigChoice): Record<string, string | string[]> {
  const fromFile = config.getCurrentUser()?.impersonateUser ?? null;
  const user = choice.as ?? fromFile;
  if (choice.asGroups.length > 0 && user === null) {
    throw bad('--as-group needs --as: the API server takes groups only with a user');
  }
  return {
    ...(user === null ? {} : { 'Impersonate-User': user }),
    ...(choice.asGroups.length === 0 ? {} : { 'Impersonate-Group': [...choice.asGroups] }),
  };
}

function bad(sentence: string, cause?: unknown, hint: string | null = null): ClusterError {
  return new ClusterError('bad-kubeconfig', sentence, hint, cause ?? undefined);
}
