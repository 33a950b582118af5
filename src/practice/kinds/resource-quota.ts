// ResourceQuotas: they are kept and shown; nothing is counted against them.

import { at, objectOf } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, NAME } from './columns.ts';
import { defineKind, statusOf } from './define.ts';

export const RESOURCE_QUOTA = defineKind({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  resource: 'resourcequotas',
  shortNames: ['quota'],
  status: true,
  initialStatus: () => ({}),
  subresources: [statusOf('ResourceQuota')],
  columns: [
    NAME,
    column('Request', 'string', 'What is asked for, and how much may be.', (quota) => usage(quota, false)),
    column('Limit', 'string', 'What is the most used, and how much may be.', (quota) => usage(quota, true)),
    AGE,
  ],
});

function usage({ status }: KubeObject, limits: boolean): string {
  const used = objectOf(at(status, 'used'));
  return Object.entries(objectOf(at(status, 'hard')))
    .filter(([name]) => name.startsWith('limits.') === limits)
    .map(([name, hard]) => `${name}: ${used[name] ?? 0}/${hard}`)
    .sort()
    .join(', ');
}
