// The flags of the programs that the practice cluster can run, with their defaults.

import type { Flag, Flags } from './go-flags.ts';

const bool = (value: boolean, help: string): Flag => ({ type: 'bool', value: String(value), help });
const text = (value: string, help: string): Flag => ({ type: 'string', value, help });
const duration = (value: string, help: string): Flag => ({ type: 'duration', value, help });
const IGNORED = 'accepted and ignored';

export const LEASE_NAME = 'beskar7.infrastructure.cluster.x-k8s.io';

const ELECTION: Flags = {
  'leader-elect': bool(true, 'take part in leader election'),
  'leader-elect-lease-duration': duration('15s', 'lease duration'),
  'leader-elect-renew-deadline': duration('10s', 'renew deadline'),
  'leader-elect-retry-period': duration('2s', 'retry period'),
};
const RELEASE: Flags = { 'leader-elect-release-on-cancel': bool(true, 'give the lease up on shutdown') };
const PLACE: Flags = {
  'leader-election-id': text(LEASE_NAME, 'name of the Lease'),
  'leader-election-namespace': text('', "namespace of the Lease; the pod's own by default"),
  identity: text('', 'holder identity; hostname_uuid by default'),
};
const PROBES: Flags = { 'health-probe-bind-address': text(':8081', 'health address') };
const ZAP: Flags = {
  'zap-devel': bool(false, 'development mode: console, debug'),
  'zap-encoder': text('', "zap log encoding (one of 'json' or 'console')"),
  'zap-log-level': text('', 'zap level'),
  'zap-stacktrace-level': text('', 'zap level at and above which stack traces are captured'),
  'zap-time-encoding': text('', 'zap time encoding'),
  kubeconfig: text('', 'path to a kubeconfig; only required out of cluster'),
};
const KLOG: Flags = {
  v: { type: 'int', value: '0', help: 'number for the log level verbosity' },
  logtostderr: bool(true, 'log to standard error instead of files'),
  vmodule: text('', 'comma-separated list of pattern=N settings for file-filtered logging'),
};

export const ELECTOR_FLAGS: Flags = {
  ...ELECTION,
  ...RELEASE,
  ...PLACE,
  ...PROBES,
  ...KLOG,
  'metrics-bind-address': text(':8080', 'metrics address'),
  'enable-webhook': bool(false, IGNORED),
  'enable-security-monitoring': bool(false, IGNORED),
};

/** As kube-controller-manager has it (component-base). */
export const LOCK_FLAG: Flags = {
  'leader-elect-resource-lock': text('leases', 'the kind of object that is used for locking'),
};

const MANAGER_FAULTS: Flags = {
  'cache-sync-timeout': duration('2m', 'how long the controller waits for its cache after it was elected'),
  'block-reconcile': bool(false, 'fault: the first reconcile never returns'),
  'leak-per-second': { type: 'int', value: '0', help: 'fault: MiB of memory taken each second and never given back' },
};

/** @param beskar7 as Beskar7 v0.4: no release flag, protected metrics */
export function managerFlags(beskar7: boolean): Flags {
  return {
    ...ELECTION,
    ...PLACE,
    ...PROBES,
    ...ZAP,
    ...MANAGER_FAULTS,
    'metrics-bind-address': text(beskar7 ? ':8443' : ':8080', 'metrics address'),
    'secure-metrics': bool(beskar7, 'metrics over HTTPS, for those whom the API server allows'),
    'enable-webhook': bool(false, IGNORED),
    ...(beskar7
      ? { 'bootstrap-url-base': text('', IGNORED) }
      : { ...RELEASE, 'enable-security-monitoring': bool(false, IGNORED) }),
  };
}

const BESKAR7: Flags = {
  ...ELECTION,
  ...PROBES,
  ...ZAP,
  'enable-webhook': bool(false, 'serve the webhook'),
  'webhook-port': { type: 'int', value: '9443', help: 'port of the webhook' },
  'webhook-cert-dir': text('/tmp/k8s-webhook-server/serving-certs', 'certificates of the webhook'),
  'inspection-port': { type: 'int', value: '8082', help: 'port of the callback server' },
};

/** Beskar7 v0.4 (reference 10): unknown are release-on-cancel, security-monitoring and the claim coordinator. */
export const BESKAR7_FLAGS: Flags = {
  ...BESKAR7,
  'metrics-bind-address': text(':8443', 'metrics address'),
  'secure-metrics': bool(true, 'metrics over HTTPS with authentication'),
  'bootstrap-url-base': text('', 'base of the bootstrap URLs'),
  'inspection-cert-dir': text('', 'certificates of the callback server'),
  'watch-namespaces': text('', 'namespaces to watch'),
  'inspection-timeout': duration('10m', 'patience with an inspection'),
  'deployment-timeout': duration('30m', 'patience with a deployment'),
};

/** Beskar7 v0.3 (reference 10). */
export const BESKAR7_OLD_FLAGS: Flags = {
  ...BESKAR7,
  ...RELEASE,
  'metrics-bind-address': text(':8080', 'metrics address'),
  'enable-security-monitoring': bool(true, 'watch for insecure settings'),
  'enable-claim-coordinator-leader-election': bool(false, 'a second election, for claims'),
  'claim-coordinator-lease-duration': duration('15s', 'lease duration of the claim coordinator'),
  'claim-coordinator-renew-deadline': duration('10s', 'renew deadline of the claim coordinator'),
  'claim-coordinator-retry-period': duration('2s', 'retry period of the claim coordinator'),
  'reconcile-timeout': duration('5m', 'patience with a reconcile'),
  'stuck-state-timeout': duration('15m', 'patience with a state'),
  'max-retries': { type: 'int', value: '3', help: 'tries' },
};
