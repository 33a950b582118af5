// `-o`: its values are the renderers there are.

import * as Flags from '@oclif/core/flags';
import { type Format, RENDERERS } from '../report/render/index.ts';

export const formatFlag = {
  output: Flags.option({
    char: 'o',
    options: Object.keys(RENDERERS) as Format[],
    default: 'table' as Format,
    helpValue: 'FORMAT',
    summary: 'table, wide, json, yaml, name, short or junit',
    helpGroup: 'OUTPUT',
  })(),
};
