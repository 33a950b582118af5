// Reports of the fixtures in `screens`, and everything that a person or a program may see of one.

import { diagnose } from '../../src/checks/diagnose.ts';
import type { Observation } from '../../src/election/observation.ts';
import type { Surface } from '../../src/report/paint.ts';
import { type Format, RENDERERS } from '../../src/report/render/index.ts';
import { type Report, reportOf } from '../../src/report/report.ts';
import { fixtures } from './fixture.ts';

/** A format on a surface, under the name that its golden file has. */
export interface Look {
  readonly name: string;
  readonly format: Format;
  readonly surface: Surface;
}

const WIDE: Surface = { width: 80, colour: false, unicode: true };

export const LOOKS: readonly Look[] = [
  { name: 'table', format: 'table', surface: WIDE },
  { name: 'table-50', format: 'table', surface: { ...WIDE, width: 50 } },
  { name: 'table-ascii', format: 'table', surface: { ...WIDE, unicode: false } },
  { name: 'wide', format: 'wide', surface: WIDE },
  { name: 'short', format: 'short', surface: WIDE },
  { name: 'name', format: 'name', surface: WIDE },
  { name: 'json', format: 'json', surface: WIDE },
  { name: 'yaml', format: 'yaml', surface: WIDE },
  { name: 'junit', format: 'junit', surface: WIDE },
];

export interface Situation {
  readonly name: string;
  readonly report: Report;
  readonly observation: Observation;
}

export const SITUATIONS: readonly Situation[] = fixtures('screens').map(({ name, observation }) => ({
  name,
  report: reportOf(observation, diagnose(observation), 'warning'),
  observation,
}));

export async function show(report: Report, { format, surface }: Omit<Look, 'name'>): Promise<string> {
  const render = await RENDERERS[format]();
  return render(report, surface, { quiet: false, failOn: 'warning' });
}

/** All that a terminal would obey instead of show: control characters but the newline, and what turns the direction of text. */
export const OBEYED = /[^\n\P{Cc}]|[\p{Bidi_Control}\u2028\u2029]/u;
