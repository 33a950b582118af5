// The report itself (contract 3).

import { visibleJson } from '../visible.ts';
import type { Renderer } from './renderer.ts';

export const json: Renderer = (report) => `${visibleJson(JSON.stringify(report, null, 2))}\n`;
