// Objects as a server keeps them, for the tests of kinds.

import { servedKinds } from '../../../src/practice/kinds/index.ts';
import type { Kind } from '../../../src/practice/kinds/kind.ts';
import type { KubeObject } from '../../../src/practice/objects/object.ts';

export const NOW = Date.parse('2026-05-02T10:00:00Z');

/** @param minor of Kubernetes 1 */
export function kindOf(resource: string, minor = 37): Kind {
  const found = servedKinds(minor).filter((kind) => kind.resource === resource);
  if (found.length !== 1) throw new Error(`${found.length} kinds of ${resource}`);
  return found[0] as Kind;
}

/** An object five minutes old. */
export function made(fields: object = {}, metadata: object = {}): KubeObject {
  return {
    metadata: { name: 'x', namespace: 'ns', uid: 'u', resourceVersion: '1', creationTimestamp: ago(300), ...metadata },
    ...fields,
  } as unknown as KubeObject;
}

/** A time before now, RFC 3339. */
export function ago(seconds: number): string {
  return `${new Date(NOW - 1000 * seconds).toISOString().slice(0, 19)}Z`;
}

/** The row that kubectl shows, cells by the names of their columns. */
export function rowOf(kind: Kind, object: KubeObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(kind.columns.map(({ name, cell }) => [name, cell(object, NOW)]));
}

/** Faults as a Status tells them, one a line. */
export function sentencesOf(kind: Kind, object: KubeObject, before: KubeObject | null = null): readonly string[] {
  return kind.faults(object, before).map(({ field, message }) => `${field}: ${message}`);
}
