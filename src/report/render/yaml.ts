// The report as YAML. js-yaml escapes control characters; what else a terminal would obey is escaped in quotes.

import { dump } from 'js-yaml';
import { escapeUnsafe, isUnsafe } from '../visible.ts';
import type { Renderer } from './renderer.ts';

export const yaml: Renderer = (report) => yamlText(report);

/** Any object as YAML that a terminal may show. */
export function yamlText(value: object): string {
  const options = { lineWidth: -1, noRefs: true };
  const text = dump(value, options);
  if (!isUnsafe(text)) return text;
  const quoted = dump(value, { ...options, forceQuotes: true, quotingType: '"' });
  return escapeUnsafe(quoted, (character) => `\\U${hex(character.codePointAt(0) ?? 0)}`);
}

function hex(code: number): string {
  return code.toString(16).padStart(8, '0');
}
