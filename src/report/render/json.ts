// The report itself (contract 3).

import { visibleJson } from '../visible.ts';
import type { Renderer } from './renderer.ts';

export const json: Renderer = (report) => jsonText(report);

/** Any object as JSON that a terminal may show. */
export function jsonText(value: object): string {
  return `${visibleJson(JSON.stringify(value, null, 2))}\n`;
}
