// What may be wrong with an object's metadata, and the words for it that all kinds use.

import { at, objectOf } from '../objects/json.ts';
import { keyFault, subdomainFault, valueFault } from '../objects/label-syntax.ts';
import type { KubeObject } from '../objects/object.ts';
import type { Invalid } from './kind.ts';

export function required(field: string, why = ''): Invalid {
  return { field, reason: 'FieldValueRequired', message: why === '' ? 'Required value' : `Required value: ${why}` };
}

/** @param value as it is shown: texts in quotes, everything else as JSON */
export function wrong(field: string, value: unknown, why: string): Invalid {
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value) ?? 'null'}: ${why}` };
}

export function forbidden(field: string, why: string): Invalid {
  return { field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}` };
}

export function unsupported(field: string, value: unknown, supported: readonly string[]): Invalid {
  const choices = supported.map((word) => JSON.stringify(word)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value) ?? '""'}: supported values: ${choices}`;
  return { field, reason: 'FieldValueNotSupported', message };
}

export function duplicate(field: string, value: unknown): Invalid {
  return { field, reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}` };
}

export function notFound(field: string, value: unknown): Invalid {
  return { field, reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(value)}` };
}

/** One fault if the value is not a whole number from `least` on; absent values are no fault. */
export function wholeFaults(object: KubeObject, path: readonly string[], least = 0): readonly Invalid[] {
  const value = at(object, ...path);
  if (value === undefined || value === null) return [];
  const field = path.join('.');
  if (typeof value !== 'number' || !Number.isInteger(value)) return [wrong(field, value, 'must be an integer')];
  return value >= least ? [] : [wrong(field, value, `must be greater than or equal to ${least}`)];
}

/** @param nameFault the rule for names of this kind; DNS subdomains where it is not given */
export function metadataFaults({ metadata }: KubeObject, nameFault = subdomainFault): readonly Invalid[] {
  const { name, generateName, annotations } = metadata;
  return [
    ...nameFaults(name, generateName, nameFault),
    ...labelFaults('metadata.labels', metadata.labels),
    ...Object.keys(objectOf(annotations)).flatMap((key) => {
      const fault = keyFault(key.toLowerCase());
      return fault ? [wrong('metadata.annotations', key, fault)] : [];
    }),
  ];
}

function nameFaults(
  name: string | undefined,
  generateName: string | undefined,
  nameFault: (name: string) => string | null,
): readonly Invalid[] {
  if (name) {
    const fault = nameFault(name);
    return fault ? [wrong('metadata.name', name, fault)] : [];
  }
  if (!generateName) return [required('metadata.name', 'name or generateName is required')];
  // the five characters that follow are always good
  const fault = nameFault(`${generateName.slice(0, 58)}x`);
  return fault ? [wrong('metadata.generateName', generateName, fault)] : [];
}

/** What is wrong with keys and values of labels. */
export function labelFaults(field: string, labels: unknown): readonly Invalid[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [wrong(field, value, 'must be a string')];
    const [badKey, badValue] = [keyFault(key), valueFault(value)];
    return [...(badKey ? [wrong(field, key, badKey)] : []), ...(badValue ? [wrong(field, value, badValue)] : [])];
  });
}
