// What a container needs of its pod and its node.

import type { Clock } from '../../../elector/clock.ts';
import type { Random } from '../../../elector/random.ts';
import type { ProcessClock } from '../network/process-clock.ts';
import type { Program, Running, Surroundings } from '../programs/program.ts';
import type { ContainerSpec } from '../shapes.ts';

export interface ContainerHost {
  readonly clock: Clock;
  readonly random: Random;
  /** The minor version of Kubernetes 1. */
  readonly minor: number;
  /** The pod as the kubelet names it: `name_namespace(uid)`. */
  readonly title: string;
  readonly podIp: string;
  readonly restartPolicy: string;
  /** The pod's own grace period. */
  readonly graceMs: number;
  /** The node's clock. */
  readonly nodeNow: () => number;
  readonly processClock: () => ProcessClock;
  /** The program of an image; null where the registry has none. */
  readonly programOf: (image: string) => Program | null;
  readonly launch: (
    program: Program,
    spec: ContainerSpec,
    process: Pick<Surroundings, 'clock' | 'print' | 'exit'>,
  ) => Running;
  /** Whether the network reaches the pod. */
  readonly cutOff: () => boolean;
  readonly event: (type: 'Normal' | 'Warning', reason: string, message: string, container: string) => void;
  /** The pod's status is to be written. */
  readonly changed: () => void;
  readonly narrate: (text: string) => void;
}
