// Which program an image holds: its flags, its libraries, how it logs, and the defaults that it was built with.

import { BESKAR7_FLAGS, BESKAR7_OLD_FLAGS, ELECTOR_FLAGS, LEASE_NAME, LOCK_FLAG, managerFlags } from './flag-sets.ts';
import type { Flags } from './go-flags.ts';

export type LogFormat = 'klog' | 'zap-json' | 'zap-console';

export interface Profile {
  readonly kind: 'manager' | 'elector' | 'sidecar' | 'idle';
  readonly binary: string;
  readonly flags: Flags;
  /** N of client-go 0.N. */
  readonly clientGo: number;
  /** How it writes lines of its own. */
  readonly logs: LogFormat;
  /** Whether client-go's lines go through the same logger; otherwise they are klog text in the same stream. */
  readonly oneLogger: boolean;
  /** What holds where no flag sets it. */
  readonly release: boolean;
  readonly lease: string;
  /** null for the pod's own. */
  readonly leaseNamespace: string | null;
  /** Whether the lock's client gives up after half a renew deadline (reference 1.4). */
  readonly patient: boolean;
  /** The controllers that only the leader runs, by name and kind. */
  readonly controllers: readonly (readonly [name: string, kind: string])[];
}

const CONFIG_MAPS = [['configmap', 'ConfigMap']] as const;
const BESKAR7_CONTROLLERS = [
  ['beskar7machine', 'Beskar7Machine'],
  ['beskar7cluster', 'Beskar7Cluster'],
  ['physicalhost', 'PhysicalHost'],
] as const;
/** client-go that the current program of each cluster version is built with. */
const NEWEST = 37;

const BASE: Profile = {
  kind: 'manager',
  binary: '/manager',
  flags: managerFlags(false),
  clientGo: NEWEST,
  logs: 'zap-json',
  oneLogger: true,
  release: true,
  lease: LEASE_NAME,
  leaseNamespace: null,
  patient: false,
  controllers: CONFIG_MAPS,
};

/** @param env a container's variables: `STAND_IN=beskar7` changes what `localhost/manager` is @param minor of the cluster */
export function profileOf(image: string, env: Readonly<Record<string, string>>, minor: number): Profile | null {
  const [, path = '', tag = 'latest'] = /^([^@]*?)(?::([^/:@]*))?(?:@.*)?$/.exec(image) ?? [];
  const era = /^v?1\.(\d+)/.exec(tag)?.[1];
  switch (path) {
    case 'localhost/elector':
      return electorProfile(era === undefined ? minor : Number(era), {});
    case 'practice/elector':
      return electorProfile(era === undefined ? minor : Number(era), LOCK_FLAG);
    case 'localhost/manager':
      return managerProfile(minor, env.STAND_IN === 'beskar7');
    case 'practice/manager':
      return managerProfile(era === undefined ? minor : Number(era), env.STAND_IN === 'beskar7');
    case 'practice/beskar7':
    case 'ghcr.io/projectbeskar/beskar7/beskar7':
    case 'ghcr.io/projectbeskar/beskar7':
      return beskar7Profile(tag);
    case 'practice/kube-rbac-proxy':
    case 'gcr.io/kubebuilder/kube-rbac-proxy':
      return { ...BASE, kind: 'sidecar', binary: '/usr/local/bin/kube-rbac-proxy', flags: {}, controllers: [] };
    case 'localhost/busybox':
    case 'practice/idle':
    case 'registry.k8s.io/pause':
      return { ...BASE, kind: 'idle', binary: '/pause', flags: {}, controllers: [] };
    default:
      return null;
  }
}

function electorProfile(clientGo: number, more: Flags): Profile {
  return {
    ...BASE,
    kind: 'elector',
    binary: '/elector',
    flags: { ...ELECTOR_FLAGS, ...more },
    clientGo,
    logs: 'klog',
    patient: true,
    controllers: [],
  };
}

/** controller-runtime hands client-go its own logger from 0.25 on; its lock's client has a timeout since 0.20 (client-go 0.32). */
function managerProfile(clientGo: number, beskar7: boolean): Profile {
  return {
    ...BASE,
    flags: managerFlags(beskar7),
    clientGo,
    oneLogger: clientGo >= 37,
    release: !beskar7,
    patient: clientGo < 32,
  };
}

function beskar7Profile(tag: string): Profile {
  const old = /^v0\.[0-3]\./.test(tag);
  return {
    ...BASE,
    flags: old ? BESKAR7_OLD_FLAGS : BESKAR7_FLAGS,
    clientGo: 33,
    logs: old ? 'zap-console' : 'zap-json',
    oneLogger: false,
    release: old,
    lease: old ? '7be7e04e.cluster.x-k8s.io' : LEASE_NAME,
    leaseNamespace: old ? 'beskar7-system' : null,
    controllers: BESKAR7_CONTROLLERS,
  };
}
