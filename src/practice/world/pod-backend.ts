// What the API server asks of the nodes: logs and pages of running containers.

export interface LogLine {
  /** The kubelet's time of the line, milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

export interface ContainerLog {
  readonly lines: readonly LogLine[];
  /** False once the container has ended: no line will come. */
  readonly open: boolean;
  /** Told of each further line, and at the end once with null. @returns stops telling */
  follow(listener: (line: LogLine | null) => void): () => void;
}

export interface Page {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/**
 * What a pod's port does with a request: answer, refuse (nothing listens), be silent (frozen, cut off), or speak the other of TLS
 * and plain HTTP: `tls` where it wants TLS, `plain` where it has none.
 */
export type PageAnswer = Page | 'refused' | 'tls' | 'plain' | 'silent';

export interface PodBackend {
  /** @returns null where no such container ran (before). @param previous the run before the present one */
  log(podUid: string, container: string, previous: boolean): ContainerLog | null;
  /**
   * @param token the bearer token that came with the request, null for none
   * @param tls whether the request speaks TLS
   */
  page(podUid: string, port: number, path: string, token: string | null, tls: boolean): PageAnswer;
}
