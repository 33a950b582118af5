// `-o`: its values are the renderers there are.

import * as Flags from '@oclif/core/flags';
import { type Format, RENDERERS } from '../report/render/index.ts';
import type { LogsFormat } from '../report/render/logs.ts';

/** @param formats those that a command has (contract 1) @param condition what the last one needs */
function formatFlagOf<F extends string = Format>(formats: readonly F[], condition = '') {
  return {
    output: Flags.option({
      char: 'o',
      options: [...formats],
      default: 'table' as F,
      helpValue: 'FORMAT',
      summary: `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}${condition}`,
      helpGroup: 'OUTPUT',
    })(),
  };
}

const ALL = Object.keys(RENDERERS) as Format[];

export const formatFlag = formatFlagOf<Format>(ALL.filter((format) => format !== 'markdown' && format !== 'sarif'));

/** For commands whose report is a note to paste (contract 1). */
export const noteFormatFlag = formatFlagOf<Format>(ALL.filter((format) => format !== 'sarif'));

/** For `doctor`, which judges files as well, and there as `-o sarif` (`refuseSarifOfCluster`). */
export const doctorFormatFlag = formatFlagOf(ALL, ' (with -f)');

/** For commands that tell settings. */
export const structuredFormatFlag = formatFlagOf(['table', 'json', 'yaml']);

/** For commands whose report is no set of tests. */
export const plainFormatFlag = formatFlagOf<Format>(
  ALL.filter((format) => !['junit', 'markdown', 'sarif'].includes(format)),
);

/** For `logs`, which draws as well. */
export const logsFormatFlag = formatFlagOf<LogsFormat>(['table', 'wide', 'json', 'yaml', 'name', 'short', 'svg']);
