// The output formats: one file each. The keys are what `-o` takes.

import type { Surface } from '../paint.ts';
import type { Report } from '../report.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { name } from './name.ts';
import { short } from './short.ts';
import { table, wide } from './table.ts';
import { yaml } from './yaml.ts';

/** Turns a report into text, each line ended by a newline. Pure: the surface says what the terminal can show. */
export type Renderer = (report: Report, surface: Surface, options: RenderOptions) => string;

export interface RenderOptions {
  readonly quiet: boolean;
  readonly failOn: 'critical' | 'warning' | 'never';
}

export const RENDERERS = { table, wide, json, yaml, name, short, junit } satisfies Record<string, Renderer>;

export type Format = keyof typeof RENDERERS;

/** Formats that a program reads: an error is printed in them too. */
export const MACHINE_FORMATS: readonly Format[] = ['json', 'yaml', 'junit'];
