// The report as YAML; js-yaml writes control characters escaped.

import { dump } from 'js-yaml';
import type { Renderer } from './index.ts';

export const yaml: Renderer = (report) => dump(report, { lineWidth: -1, noRefs: true });
