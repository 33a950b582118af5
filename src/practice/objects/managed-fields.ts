// Who wrote which field, and when: metadata.managedFields as the API server keeps it for updates.
// The stamps are what a reader can judge a Lease by, so their rule depends on the version (reference 1.3).

import { contains, type FieldSet, fieldChanges, minus, union } from './field-sets.ts';
import { type JsonObject, objectOf } from './json.ts';
import type { KubeObject, ManagedFields } from './object.ts';

/** From this minor version on a manager's time moves with every write that changes a value. */
const TIME_MOVES_FROM = 25;
/** From this minor version on an entry says which subresource it was written through. */
const SUBRESOURCE_FROM = 22;

/** Fields of metadata that belong to the server itself. */
const SERVERS_OWN = new Set([
  ...['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink', 'managedFields'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds'],
]);

export interface Write {
  readonly manager: string;
  readonly apiVersion: string;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  /** The minor version of Kubernetes 1 whose rule of stamps holds. */
  readonly minor: number;
  /** As {@link Kind.mergeKeys}. */
  readonly mergeKeys: Readonly<Record<string, string>>;
}

/**
 * The entries after a write. What it added or changed goes to its manager alone; what it removed leaves everybody.
 * @param before null where the write creates the object
 */
export function managedFieldsAfter(
  before: KubeObject | null,
  after: JsonObject,
  write: Write,
): readonly ManagedFields[] {
  const entries = before?.metadata.managedFields ?? [];
  const { taken, removed } = fieldChanges(before ? owned(before) : {}, owned(after), write.mergeKeys);
  if (!taken && !removed) return entries;
  const mine = entries.find((entry) => isOf(entry, write));
  if (mine && taken && !removed && contains(fieldsOf(mine), taken)) {
    // the way of every renewal: the same fields with other values
    if (write.minor < TIME_MOVES_FROM || mine.time === write.time) return entries;
    return inOrder(entries.map((entry) => (entry === mine ? { ...mine, time: write.time } : entry)));
  }
  const gone = taken && removed ? union(taken, removed) : ((taken ?? removed) as FieldSet);
  const others = entries.filter((entry) => entry !== mine).flatMap((entry) => reduced(entry, gone));
  return inOrder([...others, ...mineAfter(mine, taken, removed, write)]);
}

function mineAfter(
  mine: ManagedFields | undefined,
  taken: FieldSet | null,
  removed: FieldSet | null,
  write: Write,
): readonly ManagedFields[] {
  const [kept] = mine ? (removed ? reduced(mine, removed) : [mine]) : [];
  if (!taken) return kept ? [kept] : [];
  const fields = kept ? union(fieldsOf(kept), taken) : taken;
  const unmoved = kept && write.minor < TIME_MOVES_FROM && contains(fieldsOf(kept), taken);
  const { manager, apiVersion, subresource, minor } = write;
  return [
    {
      manager,
      operation: 'Update',
      apiVersion,
      time: unmoved ? kept.time : write.time,
      fieldsType: 'FieldsV1',
      fieldsV1: fields,
      ...(subresource !== '' && minor >= SUBRESOURCE_FROM && { subresource }),
    },
  ];
}

/** An entry without some fields; nothing where none remain. */
function reduced(entry: ManagedFields, gone: FieldSet): readonly ManagedFields[] {
  const rest = minus(fieldsOf(entry), gone);
  return rest ? [{ ...entry, fieldsV1: rest }] : [];
}

function isOf(entry: ManagedFields, { manager, apiVersion, subresource, minor }: Write): boolean {
  return (
    entry.manager === manager &&
    entry.operation === 'Update' &&
    entry.apiVersion === apiVersion &&
    (entry.subresource ?? '') === (minor >= SUBRESOURCE_FROM ? subresource : '')
  );
}

/** The part of an object that managers can own. */
function owned(object: JsonObject): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const fields = Object.entries(objectOf(metadata)).filter(([field]) => !SERVERS_OWN.has(field));
  return { ...rest, ...(fields.length > 0 && { metadata: Object.fromEntries(fields) }) };
}

function fieldsOf(entry: ManagedFields): FieldSet {
  return entry.fieldsV1 as FieldSet;
}

/** As the server lists them: applied ones first, then by time, then by name. */
function inOrder(entries: readonly ManagedFields[]): readonly ManagedFields[] {
  const keyOf = ({ operation, time, manager, apiVersion, subresource = '' }: ManagedFields) =>
    `${operation} ${time} ${manager} ${apiVersion} ${subresource}`;
  return entries.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
