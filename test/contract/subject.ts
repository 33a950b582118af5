// What the contract suite runs against: the real cluster that B7LE_SUBJECT=real names, or practice clusters as 1.37 and as 1.20.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { scenarioNamed, startPractice } from '../../src/practice/index.ts';
import { Client, type Credentials, type Door, textAt } from './ask.ts';

export type Version = '1.37' | '1.20';

export interface Caller {
  readonly user: string;
  readonly credentials: Credentials;
}

export interface Subject extends Door {
  readonly kubernetes: Version;
  readonly title: string;
  /** The path of a kubeconfig whose current context is the admin's. */
  readonly kubeconfig: string;
  readonly admin: Credentials;
  readonly powerless: Caller;
  /** A namespace of its own for what the tests make, gone at the end. */
  readonly space: string;
  /** The real 1.20 of this suite cannot read some kinds as JSON: a defect of its build, an old reflection library under a newer Go. */
  readonly dropsJson: boolean;
  close(): Promise<void>;
}

/** The subjects of this run: one real cluster, or two practice clusters. Each test file has its own and closes it. */
export async function subjects(): Promise<Subject[]> {
  if (process.env.B7LE_SUBJECT === 'real') return [await realSubject()];
  return [await practiceSubject('1.37'), await practiceSubject('1.20')];
}

/** The expectation for the version that a subject is. */
export function of<T>({ kubernetes }: Subject, table: Readonly<Record<Version, T>>): T {
  return table[kubernetes];
}

export function adminOf(subject: Subject): Client {
  return new Client(subject, subject.admin);
}

/** A name that no other run uses. */
export function fresh(topic: string): string {
  return `${topic}-${randomBytes(4).toString('hex')}`;
}

/** Asks again until there is an answer. @param probe gives null for "not yet" */
export async function until<T>(what: string, ms: number, probe: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`waited ${ms / 1000}s in vain for ${what}`);
    await sleep(150);
  }
}

async function practiceSubject(kubernetes: Version): Promise<Subject> {
  const scenario = scenarioNamed('healthy');
  if (!scenario) throw new Error('no scenario healthy');
  const { url, ca, kubeconfig, tokens, close } = await startPractice({
    scenario,
    minor: Number(kubernetes.slice(2)),
    seed: 'contract',
  });
  const door = { server: url, ca };
  const admin = { token: tokens.admin };
  const space = await makeSpace(door, admin);
  return {
    ...door,
    kubernetes,
    title: `practice ${kubernetes}`,
    kubeconfig,
    admin,
    powerless: { user: 'practice-nobody', credentials: { token: tokens.powerless } },
    space,
    dropsJson: false,
    close,
  };
}

async function realSubject(): Promise<Subject> {
  const { SERVER, VERSION, kubectl } = await import('../support/cluster.ts');
  const config: unknown = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']));
  const decoded = (path: string) => Buffer.from(textAt(config, path), 'base64').toString();
  const door = { server: SERVER, ca: decoded('clusters.0.cluster.certificate-authority-data') };
  const admin = {
    cert: decoded('users.0.user.client-certificate-data'),
    key: decoded('users.0.user.client-key-data'),
  };
  const space = await makeSpace(door, admin);
  return {
    ...door,
    kubernetes: VERSION,
    title: `real ${VERSION}`,
    kubeconfig: process.env.KUBECONFIG ?? '',
    admin,
    powerless: await serviceAccount(space, kubectl),
    space,
    dropsJson: VERSION === '1.20',
    close: async () => {
      await new Client(door, admin).delete(`/api/v1/namespaces/${space}`);
    },
  };
}

async function makeSpace(door: Door, admin: Credentials): Promise<string> {
  const client = new Client(door, admin);
  const name = fresh('contract');
  const made = await client.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  if (made.status !== 201) throw new Error(`no namespace ${name}: ${made.status} ${made.text}`);
  return name;
}

/** A service account without any right, with a token of an hour; by kubectl, whose protobuf every build of 1.20 can read. */
async function serviceAccount(namespace: string, kubectl: (args: string[]) => Promise<string>): Promise<Caller> {
  await kubectl(['-n', namespace, 'create', 'serviceaccount', 'powerless']);
  const token = await kubectl(['-n', namespace, 'create', 'token', 'powerless']);
  return { user: `system:serviceaccount:${namespace}:powerless`, credentials: { token: token.trim() } };
}

/** The paths of a kind's objects in a namespace. */
export const PATH = {
  leases: (namespace: string) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`,
  pods: (namespace: string) => `/api/v1/namespaces/${namespace}/pods`,
  events: (namespace: string) => `/api/v1/namespaces/${namespace}/events`,
  deployments: (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  replicaSets: (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/replicasets`,
  roles: (namespace: string) => `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`,
  roleBindings: (namespace: string) => `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`,
};

export function leaseNamed(name: string, spec: object = {}, metadata: object = {}): object {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, ...metadata }, spec };
}
