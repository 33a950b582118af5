// A workload as b7le sees it: its replicas, what their template asks for, and how far a rollout has come.

import type { ElectionArguments } from './arguments.ts';

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet';
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string | null;
  /** Wanted replicas. */
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly serviceAccount: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** The most replicas that a rolling update may add, null for a strategy that stops the old pod first. */
  readonly surge: number | null;
  readonly createdAt: string | null;
  readonly arguments: ElectionArguments;
  /** Labels of the pods that it makes. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly settings: PodSettings;
  /** A Deployment's rollout; null for other kinds. */
  readonly rollout: Rollout | null;
}

/** How far a Deployment has come in replacing its pods. */
export interface Rollout {
  /** How often its template has changed, from 1 on: at 1 there is none to go back to. Null where nothing tells. */
  readonly revision: number | null;
  /** Pods of the newest template. */
  readonly updated: number;
  /** The most replicas that may be missing meanwhile, rounded down as the Deployment controller does; null with Recreate. */
  readonly maxUnavailable: number | null;
  /** Reason and message of the condition Progressing where it is False, such as `ProgressDeadlineExceeded`. */
  readonly stuck: { readonly reason: string; readonly message: string | null } | null;
}

/** What a pod's template asks of the cluster beside the program itself. */
export interface PodSettings {
  /** `terminationGracePeriodSeconds`; Kubernetes' own default is 30. */
  readonly graceSeconds: number;
  readonly priorityClass: string | null;
  /** By container: the memory limit as written, null where none is set. */
  readonly memoryLimits: Readonly<Record<string, string | null>>;
  /** Whether arguments show controller-runtime (its `--zap-*` or `--health-probe-bind-address` flags). */
  readonly controllerRuntime: boolean;
}
