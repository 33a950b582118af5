// ConfigMaps.

import { isObject, objectOf, sameJson } from '../objects/json.ts';
import { AGE, column, NAME } from './columns.ts';
import { defineKind } from './define.ts';
import { forbidden, wrong } from './metadata.ts';

export const CONFIG_MAP = defineKind({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  shortNames: ['cm'],
  columns: [
    NAME,
    column(
      'Data',
      'string',
      'How many entries it has.',
      ({ data, binaryData }) => Object.keys(objectOf(data)).length + Object.keys(objectOf(binaryData)).length,
    ),
    AGE,
  ],
  faults: ({ data, immutable }, before) => [
    ...Object.entries(isObject(data) ? data : {})
      .filter(([, value]) => typeof value !== 'string')
      .map(([key, value]) => wrong(`data[${key}]`, value, 'must be a string')),
    ...(before?.immutable === true && !(immutable === true && sameJson(data, before.data))
      ? [forbidden('data', 'field is immutable when `immutable` is set')]
      : []),
  ],
});
