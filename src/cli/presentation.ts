// How a report is shown: the format and what goes with it, from the flags of a command.

import type { InferredFlags } from '@oclif/core/interfaces';
import type { Format } from '../report/render/index.ts';
import type { FailOn } from '../report/verdict.ts';
import type { clusterFlags, outputFlags, verdictFlags } from './flags.ts';

export type ReportFlags = InferredFlags<typeof clusterFlags & typeof outputFlags & typeof verdictFlags> & {
  readonly output: Format;
};

/** Where a report goes and what it may look like. */
export interface Presentation {
  readonly format: Format;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly failOn: FailOn;
}

export function presentationOf(flags: ReportFlags): Presentation {
  return {
    format: flags.json ? 'json' : flags.output,
    quiet: flags.quiet,
    noColor: flags['no-color'],
    failOn: flags['fail-on'],
  };
}
