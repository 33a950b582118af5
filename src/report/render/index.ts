// The output formats: one file each, loaded when asked for. The keys are what `-o` takes.

import type { Surface } from '../paint.ts';
import type { Report } from '../report.ts';
import type { FailOn } from '../verdict.ts';

/** Turns a report into text, each line ended by a newline. Pure: the surface says what the terminal can show. */
export type Renderer = (report: Report, surface: Surface, options: RenderOptions) => string;

export interface RenderOptions {
  readonly quiet: boolean;
  readonly failOn: FailOn;
}

export const RENDERERS = {
  table: async () => (await import('./table.ts')).table,
  wide: async () => (await import('./table.ts')).wide,
  json: async () => (await import('./json.ts')).json,
  yaml: async () => (await import('./yaml.ts')).yaml,
  name: async () => (await import('./name.ts')).name,
  short: async () => (await import('./short.ts')).short,
  junit: async () => (await import('./junit.ts')).junit,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof RENDERERS;

/** Formats that a program reads: an error is printed in them too. */
export const MACHINE_FORMATS: readonly Format[] = ['json', 'yaml', 'junit'];
