// Endpoints: kept for who looks for election locks in their annotations; no controller fills them.

import { objectOf, objectsOf } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, NAME } from './columns.ts';
import { defineKind } from './define.ts';

export const ENDPOINTS = defineKind({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  resource: 'endpoints',
  shortNames: ['ep'],
  columns: [NAME, column('Endpoints', 'string', 'Where it leads.', addressesOf), AGE],
  faults: () => [],
});

function addressesOf({ subsets }: KubeObject): string {
  const all = objectsOf(subsets).flatMap(({ addresses, ports }) =>
    objectsOf(addresses).flatMap(({ ip }) => {
      const numbers = objectsOf(ports).map((port) => `:${objectOf(port).port}`);
      return (numbers.length === 0 ? [''] : numbers).map((port) => `${ip}${port}`);
    }),
  );
  const shown = all.slice(0, 3).join(',');
  if (all.length === 0) return '<none>';
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}
