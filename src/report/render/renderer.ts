// What every output format is.

import type { Surface } from '../paint.ts';
import type { Report } from '../report.ts';
import type { FailOn } from '../verdict.ts';

/** Turns a report into text, each line ended by a newline. Pure: the surface says what the terminal can show. */
export type Renderer = (report: Report, surface: Surface, options: RenderOptions) => string;

export interface RenderOptions {
  readonly quiet: boolean;
  readonly failOn: FailOn;
}
