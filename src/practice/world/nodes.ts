// What a fresh cluster holds before anybody does anything: its nodes, its own namespaces, and where its API server is.

import type { Draft } from '../objects/object.ts';
import { type Client, isRefusal } from './client.ts';
import { stamp } from './shapes.ts';

const KUBERNETES = { name: 'kubernetes', namespace: 'default' };
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
/** Patch versions that the manifests were tried with; others call themselves `.0`. */
const VERSIONS: Readonly<Record<number, string>> = { 20: 'v1.20.2', 37: 'v1.37.2' };
/** Where the API server listens; the Service `kubernetes` leads there from its own address and port. */
export const API_SERVER = { ip: '192.168.0.2', port: 6443 } as const;
export const API_SERVICE = { ip: '10.96.0.1', port: 443 } as const;
const CAPACITY = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '50Gi' };

/** The address of a node, the only one it has. */
export function addressOf(node: string): string {
  const number = Number(/(\d+)$/.exec(node)?.[1] ?? 0);
  return `192.168.${(number >> 7) & 255}.${10 + (number & 127)}`;
}

/** Makes the nodes `node-1` … and the namespaces, where they are not there yet. @param now milliseconds since 1970 */
export function foundCluster(client: Client, nodes: number, minor: number, now: number): void {
  for (const name of NAMESPACES)
    ensure(client, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  ensure(client, 'services', apiService());
  ensure(client, 'endpoints', apiEndpoints());
  for (let number = 1; number <= nodes; number++) {
    const name = `node-${number}`;
    const { status, ...node } = nodeOf(number, minor, now);
    // a create takes no status; whoever made the node before may have given it one
    if (!ensure(client, 'nodes', node)) continue;
    client.update('nodes', { ...client.read('nodes', null, name), status }, 'status');
  }
}

/** @returns whether it was made just now */
function ensure(client: Client, resource: string, object: Draft): boolean {
  try {
    client.create(resource, object);
    return true;
  } catch (error) {
    if (!isRefusal(error, 409)) throw error;
    return false;
  }
}

/** As the API server itself makes them. */
function apiService(): Draft {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...KUBERNETES, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: API_SERVICE.ip,
      ports: [{ name: 'https', port: API_SERVICE.port, protocol: 'TCP', targetPort: API_SERVER.port }],
    },
  };
}

function apiEndpoints(): Draft {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: KUBERNETES,
    subsets: [
      { addresses: [{ ip: API_SERVER.ip }], ports: [{ name: 'https', port: API_SERVER.port, protocol: 'TCP' }] },
    ],
  };
}

function nodeOf(number: number, minor: number, now: number) {
  const name = `node-${number}`;
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: { podCIDR: `10.244.${number}.0/24` },
    status: {
      capacity: CAPACITY,
      allocatable: CAPACITY,
      conditions: conditionsAt(now),
      addresses: [
        { type: 'InternalIP', address: addressOf(name) },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        kubeletVersion: VERSIONS[minor] ?? `v1.${minor}.0`,
        osImage: 'practice',
        kernelVersion: '6.1.0',
        containerRuntimeVersion: 'containerd://2.1.0',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

function conditionsAt(now: number): readonly object[] {
  const at = stamp(now);
  const condition = (type: string, status: string, reason: string, message: string) => {
    return { type, status, lastHeartbeatTime: at, lastTransitionTime: at, reason, message };
  };
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ];
}
