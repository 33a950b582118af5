// What a container runs: a program that is handed its surroundings, and the handle by which it is signalled and asked.

import type { Random } from '../../../elector/random.ts';
import type { Client } from '../client.ts';
import type { Network } from '../network/network.ts';
import type { ProcessClock } from '../network/process-clock.ts';
import type { PageAnswer } from '../pod-backend.ts';

/** What a process finds around it. */
export interface Surroundings {
  readonly clock: ProcessClock;
  readonly random: Random;
  readonly network: Network;
  /** The API without a name: a program takes its pod's ServiceAccount. */
  readonly client: Client;
  readonly pod: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly hostname: string;
    readonly serviceAccount: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly image: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its memory limit as the pod has it: `128Mi`; null for none. */
  readonly memoryLimit: string | null;
  /** The minor version of the cluster's Kubernetes 1. */
  readonly minor: number;
  /** Writes to the log; several lines are parted by a line feed. */
  readonly print: (text: string) => void;
  /** Ends the process: nothing follows it. */
  readonly exit: (code: number, reason?: 'OOMKilled') => void;
  /** Tells whoever watches the practice. */
  readonly narrate: (text: string) => void;
  /** What a bearer token may see of protected metrics. */
  readonly mayScrape: (token: string) => 'yes' | 'forbidden' | 'unauthorized';
}

/** An elector of a process that runs. */
export interface Competitor {
  readonly namespace: string;
  readonly lease: string;
  readonly identity: string;
  /** Whether it believes that it leads. */
  readonly leads: boolean;
}

export interface Running {
  /** SIGTERM. SIGKILL is the kubelet's own affair. */
  readonly terminate: () => void;
  /** The process is gone, however it ended: what it left planned outside its own clock is to be dropped. */
  readonly gone: () => void;
  /** @param tls whether the request speaks TLS */
  readonly page: (port: number, path: string, token: string | null, tls: boolean) => PageAnswer;
  readonly competitors?: () => Competitor[];
}

export type Program = (surroundings: Surroundings) => Running;
