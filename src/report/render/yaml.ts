// The report as YAML. js-yaml escapes control characters; what else a terminal would obey is escaped in quotes.

import { dump } from 'js-yaml';
import { isUnsafe, visibleJson } from '../visible.ts';
import type { Renderer } from './index.ts';

export const yaml: Renderer = (report) => {
  const options = { lineWidth: -1, noRefs: true };
  const text = dump(report, options);
  return isUnsafe(text) ? visibleJson(dump(report, { ...options, forceQuotes: true, quotingType: '"' })) : text;
};
