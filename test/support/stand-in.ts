// A holder whose clock is wrong: a process of the test that renews a Lease in the name of a real pod, as client-go does.

import https from 'node:https';
import { kubectl, SERVER } from './cluster.ts';
import { DEPLOYMENT } from './install.ts';

export const LEASE_OF_STAND_IN = 'stand-in.example.com';
const RETRY_PERIOD_MS = 2000;

/** A Deployment of pods that only sleep; their arguments say that they elect, with the timings of Beskar7. */
export function sleepers(namespace: string, replicas = 2): object[] {
  const labels = { app: 'stand-in' };
  const container = {
    name: 'manager',
    image: 'localhost/busybox:1',
    imagePullPolicy: 'Never',
    command: ['/bin/sh', '-c', 'exec sleep 3600', 'manager'],
    args: [
      '--leader-elect=true',
      `--leader-election-id=${LEASE_OF_STAND_IN}`,
      '--leader-elect-lease-duration=15s',
      '--leader-elect-renew-deadline=10s',
      '--leader-elect-retry-period=2s',
    ],
  };
  const template = {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 1, dnsPolicy: 'Default', containers: [container] },
  };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  return [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: DEPLOYMENT, namespace }, spec }];
}

interface Lease {
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
}

/** Renews a Lease every 2 s, with every stamp so many milliseconds beside the true time. */
export class StandIn {
  private readonly path: string;
  private readonly name: string;
  private readonly identity: string;
  private readonly shiftMs: number;
  private readonly agent: https.Agent;
  private lease: Lease | null = null;
  private running: Promise<void> | null = null;
  private wake: (() => void) | null = null;
  private stopping = false;
  /** By the local monotonic clock, when the API server had answered the last renewal. */
  renewedAt = 0;

  private constructor(namespace: string, pod: string, shiftMs: number, name: string, agent: https.Agent) {
    this.path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    this.name = name;
    this.identity = `${pod}_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d`;
    this.shiftMs = shiftMs;
    this.agent = agent;
  }

  /** Acquires the Lease, and goes on renewing it until `stop`. */
  static async start(namespace: string, pod: string, shiftMs: number, name = LEASE_OF_STAND_IN): Promise<StandIn> {
    const standIn = new StandIn(namespace, pod, shiftMs, name, await adminAgent());
    await standIn.acquire();
    standIn.running = standIn.keepRenewing();
    return standIn;
  }

  /** Dies: the last renewal stays as it is. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.running;
    this.agent.destroy();
  }

  private async acquire(): Promise<void> {
    const now = this.now();
    const spec = { holderIdentity: this.identity, leaseDurationSeconds: 15, acquireTime: now, renewTime: now };
    const lease = { metadata: { name: this.name }, spec: { ...spec, leaseTransitions: 0 } };
    await this.write('POST', this.path, lease);
  }

  private async keepRenewing(): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, RETRY_PERIOD_MS);
      });
      if (this.stopping || !this.lease) return;
      const { metadata, spec } = this.lease;
      const renewed = { metadata, spec: { ...spec, renewTime: this.now() } };
      await this.write('PUT', `${this.path}/${this.name}`, renewed);
    }
  }

  private now(): string {
    return `${new Date(Date.now() + this.shiftMs).toISOString().slice(0, -1)}000Z`;
  }

  private async write(method: string, path: string, lease: Lease): Promise<void> {
    const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...lease };
    const answer = await send(this.agent, method, `${path}?fieldManager=manager`, JSON.stringify(body));
    this.lease = JSON.parse(answer) as Lease;
    this.renewedAt = performance.now();
  }
}

async function adminAgent(): Promise<https.Agent> {
  const config = JSON.parse(await kubectl(['config', 'view', '--minify', '--raw', '-o', 'json'])) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const decoded = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64');
  return new https.Agent({
    ca: decoded(config.clusters[0]?.cluster['certificate-authority-data']),
    cert: decoded(config.users[0]?.user['client-certificate-data']),
    key: decoded(config.users[0]?.user['client-key-data']),
    keepAlive: true,
  });
}

function send(agent: https.Agent, method: string, path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = https.request(`${SERVER}${path}`, { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${method} ${path} answered ${status}: ${text}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
