// Events as client-go records them: core/v1, the same one counted up, written by whoever saw it.

import type { Draft, KubeObject } from '../objects/object.ts';
import { type Client, isRefusal } from './client.ts';
import { stamp } from './shapes.ts';

/** Whom an Event is about. */
export type Subject = Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>;

export interface RecorderOptions {
  readonly client: Client;
  /** The component that records, and its host where it says one. */
  readonly source: { readonly component: string; readonly host?: string };
  /** The recorder's own clock, milliseconds since 1970. */
  readonly wall: () => number;
  /** Takes the way to the API server; drops the Event where it never arrives. */
  readonly send: (write: () => void) => void;
  /** The minor version of Kubernetes 1 whose library records. */
  readonly minor: number;
  /** Told what the API server refused. */
  readonly refused?: (event: Draft, error: unknown) => void;
}

interface Known {
  readonly name: string;
  count: number;
}

/** client-go forgets an Event after this many others (its cache of 4096). */
const MOST_KNOWN = 4096;
const FIELD_OF_CONTAINER = (container: string) => `spec.containers{${container}}`;

export class EventRecorder {
  readonly #options: RecorderOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** @param container the container of a Pod that it is about */
  record(subject: Subject, type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void {
    const { source, wall } = this.#options;
    const at = wall();
    const key = [subject.metadata.uid, container, source.host, type, reason, message].join('\n');
    const known = this.#known.get(key);
    if (known) {
      known.count++;
      const { count } = known;
      this.#options.send(() => this.#countUp(subject, known.name, count, at));
      return;
    }
    const event = this.#eventOf(subject, type, reason, message, container, at);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, { name: (event.metadata as { readonly name: string }).name, count: 1 });
    this.#options.send(() => this.#write(event));
  }

  #write(event: Draft): void {
    try {
      this.#options.client.create('events', event);
    } catch (error) {
      if (!isRefusal(error, 400, 401, 403, 404, 409, 422, 429)) throw error;
      this.#options.refused?.(event, error);
    }
  }

  #countUp(subject: Subject, name: string, count: number, at: number): void {
    try {
      const namespace = namespaceOf(subject);
      this.#options.client.merge('events', namespace, name, { count, lastTimestamp: stamp(at) });
    } catch (error) {
      if (!isRefusal(error, 401, 403, 404, 409, 422, 429)) throw error;
    }
  }

  #eventOf(
    subject: Subject,
    type: string,
    reason: string,
    message: string,
    container: string | undefined,
    at: number,
  ): Draft {
    const { source, minor } = this.#options;
    const { name, uid, resourceVersion } = subject.metadata;
    const namespace = namespaceOf(subject);
    // the name's digits are the nanoseconds of its instant
    const digits = (BigInt(Math.round(at * 1000)) * 1000n + BigInt(this.#known.size % 1000)).toString(16);
    const field = container === undefined ? {} : { fieldPath: FIELD_OF_CONTAINER(container) };
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${digits}`, namespace },
      involvedObject: {
        kind: subject.kind,
        ...(subject.metadata.namespace === undefined ? {} : { namespace }),
        name,
        uid,
        apiVersion: subject.apiVersion,
        resourceVersion,
        ...field,
      },
      reason,
      message,
      source,
      firstTimestamp: stamp(at),
      lastTimestamp: stamp(at),
      count: 1,
      type,
      eventTime: null,
      reportingComponent: minor >= 28 ? source.component : '',
      reportingInstance: minor >= 28 ? (source.host ?? '') : '',
    };
  }
}

/** Events about what has no namespace live in `default`. */
function namespaceOf({ metadata }: Subject): string {
  return metadata.namespace ?? 'default';
}
