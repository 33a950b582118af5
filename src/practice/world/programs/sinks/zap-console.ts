// zap's console format, as controller-runtime sets it up for development: columns parted by tabs (reference 2.3).

import { stamp } from '../../shapes.ts';
import type { Line } from '../wording.ts';

/** @param wall the node's time, milliseconds since 1970 */
export function zapConsole({ level, message, pairs = [], logger }: Line, wall: number): string {
  const fields = pairs.map(([key, value]) => [key === 'err' ? 'error' : key, value] as const);
  const told = fields.length === 0 ? [] : [spaced(Object.fromEntries(fields))];
  return [stamp(wall), level.toUpperCase(), ...(logger ? [logger] : []), message, ...told].join('\t');
}

/** zap's console puts a blank after colons and commas of the outermost object. */
function spaced(fields: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(fields)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;
}
