// zap's JSON, as controller-runtime sets it up in production: one object a line, times in whole seconds (reference 2.3).

import { stamp } from '../../shapes.ts';
import type { Line } from '../wording.ts';

/** @param wall the node's time, milliseconds since 1970 */
export function zapJson({ level, message, pairs = [], logger }: Line, wall: number): string {
  // zap calls an error `error`, wherever it comes from
  const fields = pairs.map(([key, value]) => [key === 'err' ? 'error' : key, value] as const);
  return JSON.stringify({
    level,
    ts: stamp(wall),
    ...(logger ? { logger } : {}),
    msg: message,
    ...Object.fromEntries(fields),
  });
}
