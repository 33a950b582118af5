// Pods and workloads, and what their templates say of election, from JSON.

import type { ElectionArguments, Setting } from './arguments.ts';
import type { Container, Pod, Termination } from './observation.ts';
import { list, number, oneOf, optional, orNull, shape, table, text, truth } from './shape.ts';
import type { PodSettings, Workload } from './workload.ts';

const setting = shape<Setting>({ ms: number, source: oneOf('flag', 'env'), written: text });

const electionArguments = shape<ElectionArguments>({
  container: orNull(text),
  mentioned: truth,
  enabled: orNull(truth),
  enabledBy: orNull(text),
  leaseName: orNull(text),
  leaseNamespace: orNull(text),
  identity: orNull(text),
  leaseDuration: orNull(setting),
  renewDeadline: orNull(setting),
  retryPeriod: orNull(setting),
  releaseOnCancel: orNull(truth),
  lock: orNull(text),
  metrics: orNull(shape({ port: number, secure: truth })),
  swallowed: orNull(shape({ flag: text, value: text, ignored: list(text) })),
  unreadable: list(text),
});

const settings = shape<PodSettings>({
  graceSeconds: number,
  priorityClass: orNull(text),
  memoryLimits: table(orNull(text)),
  controllerRuntime: truth,
});

const termination = shape<Termination>({
  exitCode: orNull(number),
  reason: orNull(text),
  startedAt: orNull(text),
  finishedAt: orNull(text),
});

const container = shape<Container>({
  name: text,
  ready: truth,
  restarts: number,
  runningSince: orNull(text),
  waitingReason: orNull(text),
  waitingMessage: orNull(text),
  ended: orNull(termination),
  lastEnded: orNull(termination),
});

export const podShape = shape<Pod>({
  namespace: text,
  name: text,
  uid: orNull(text),
  createdAt: orNull(text),
  deletedAt: orNull(text),
  phase: orNull(text),
  ready: truth,
  nodeName: orNull(text),
  hostNetwork: truth,
  hostname: orNull(text),
  serviceAccount: orNull(text),
  owner: orNull(shape({ kind: text, name: text })),
  templateHash: orNull(text),
  notScheduled: orNull(text),
  containers: list(container),
  arguments: electionArguments,
  electors: list(electionArguments),
  labels: table(text),
  settings,
});

export const workloadShape = shape<Workload>({
  kind: oneOf('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'),
  uid: optional(orNull(text)),
  namespace: text,
  name: text,
  replicas: number,
  readyReplicas: number,
  serviceAccount: orNull(text),
  labels: table(text),
  surge: orNull(number),
  createdAt: orNull(text),
  arguments: electionArguments,
  podLabels: table(text),
  settings,
  rollout: orNull(
    shape({
      revision: orNull(number),
      updated: number,
      maxUnavailable: orNull(number),
      stuck: orNull(shape({ reason: text, message: orNull(text) })),
    }),
  ),
});
