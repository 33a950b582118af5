// The output formats: one file each, loaded when asked for. The keys are what `-o` takes.

import type { Renderer } from './renderer.ts';

export const RENDERERS = {
  table: async () => (await import('./table.ts')).table,
  wide: async () => (await import('./table.ts')).wide,
  json: async () => (await import('./json.ts')).json,
  yaml: async () => (await import('./yaml.ts')).yaml,
  name: async () => (await import('./name.ts')).name,
  short: async () => (await import('./short.ts')).short,
  junit: async () => (await import('./junit.ts')).junit,
  markdown: async () => (await import('./markdown.ts')).markdown,
  sarif: async () => (await import('./sarif.ts')).sarif,
} satisfies Record<string, () => Promise<Renderer>>;

export type Format = keyof typeof RENDERERS;

/** Formats that a program reads: an error is printed in them too. */
export const MACHINE_FORMATS: readonly Format[] = ['json', 'yaml', 'junit', 'sarif'];
