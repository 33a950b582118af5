// Reading in parallel where each failure becomes a gap and the rest is still had.

import type { Evidence, Gap } from '../election/observation.ts';
import type { Cluster, Reading, Resource } from './cluster.ts';
import { ClusterError, describeQuestion, gapReasonOf } from './cluster-error.ts';
import { object, text } from './json.ts';

/** Collects what was read and what was not, with the newest server time seen. */
export class Reader {
  readonly gaps: Gap[] = [];
  /** The API server's clock of the latest answer, RFC 3339; null while none carried a Date. */
  serverTime: string | null = null;
  private readonly cluster: Cluster;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /**
   * Lists a resource, translated; a failure leaves a gap and an empty list.
   */
  async list<T>(
    evidence: Evidence,
    resource: Resource,
    namespace: string | null,
    translate: (item: unknown) => T,
    fieldSelector?: string,
  ): Promise<Reading<T[]>> {
    try {
      const { value, date } = await this.cluster.list(resource, namespace, fieldSelector);
      this.note(date);
      return { value: value.filter(hasName).map(translate), date };
    } catch (error) {
      this.miss(evidence, namespace, describeQuestion({ verb: 'list', resource, namespace, name: null }), error);
      return { value: [], date: null };
    }
  }

  /** Lists the metadata of a resource's objects alone; a failure leaves a gap and an empty list. */
  async metadata(evidence: Evidence, resource: Resource, namespace: string): Promise<Reading<readonly unknown[]>> {
    try {
      const reading = await this.cluster.metadata(resource, namespace);
      this.note(reading.date);
      return reading;
    } catch (error) {
      this.miss(evidence, namespace, describeQuestion({ verb: 'list', resource, namespace, name: null }), error);
      return { value: [], date: null };
    }
  }

  /** How many objects there are of a cluster-wide resource, null (and a gap) where that could not be had. */
  async count(evidence: Evidence, resource: Resource): Promise<number | null> {
    try {
      return await this.cluster.count(resource);
    } catch (error) {
      this.miss(evidence, null, describeQuestion({ verb: 'list', resource, namespace: null, name: null }), error);
      return null;
    }
  }

  /** Reads one object, null where it is not there or could not be read; the latter leaves a gap. */
  async get<T>(
    evidence: Evidence,
    resource: Resource,
    namespace: string | null,
    name: string,
    translate: (item: unknown) => T,
  ): Promise<Reading<T | null>> {
    try {
      const { value, date } = await this.cluster.get(resource, namespace, name);
      this.note(date);
      return { value: translate(value), date };
    } catch (error) {
      const absent = error instanceof ClusterError && error.reason === 'not-found';
      if (!absent) this.miss(evidence, namespace, describeQuestion({ verb: 'get', resource, namespace, name }), error);
      return { value: null, date: null };
    }
  }

  /** Keeps a failed read as a gap. Anything but a ClusterError is a fault of b7le and is thrown on. */
  miss(evidence: Evidence, namespace: string | null, what: string, error: unknown): void {
    if (!(error instanceof ClusterError)) throw error;
    this.failures.set(evidence, error);
    this.gaps.push({ evidence, namespace, what, reason: gapReasonOf(error), detail: error.message });
  }

  /** The last failure by kind of evidence, for the command that cannot go on without it. */
  readonly failures = new Map<Evidence, ClusterError>();

  /** This machine's clock minus the server's, from the newest answer, exact to a second; null while none carried a Date. */
  clockSkewMs: number | null = null;

  note(date: string | null): void {
    // a Date is cut to a second: half of one is what it lacks on average
    if (date !== null) this.clockSkewMs = Math.round((Date.now() - Date.parse(date) - 500) / 1000) * 1000;
    if (date !== null && (this.serverTime === null || date > this.serverTime)) this.serverTime = date;
  }
}

/** What has no name is no object of a cluster, whatever a server puts into its list. */
function hasName(item: unknown): boolean {
  return Boolean(text(object(object(item).metadata).name));
}
