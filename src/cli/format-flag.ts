// `-o`: its values are the renderers there are.

import * as Flags from '@oclif/core/flags';
import { type Format, RENDERERS } from '../report/render/index.ts';

/** @param formats those that a command has (contract 1) */
function formatFlagOf(formats: readonly Format[]) {
  return {
    output: Flags.option({
      char: 'o',
      options: [...formats],
      default: 'table' as Format,
      helpValue: 'FORMAT',
      summary: `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`,
      helpGroup: 'OUTPUT',
    })(),
  };
}

const ALL = Object.keys(RENDERERS) as Format[];

export const formatFlag = formatFlagOf(ALL.filter((format) => format !== 'markdown'));

/** For commands whose report is a note to paste (contract 1). */
export const noteFormatFlag = formatFlagOf(ALL);

/** For commands that tell settings. */
export const structuredFormatFlag = formatFlagOf(['table', 'json', 'yaml']);

/** For commands whose report is no set of tests. */
export const plainFormatFlag = formatFlagOf(ALL.filter((format) => format !== 'junit' && format !== 'markdown'));
