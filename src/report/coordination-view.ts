// A coordinated election for a person: by which strategy the API server chooses, and among whom (reference 1.10).

import { hostOf } from '../election/identity.ts';
import type { ReportedElection } from './report.ts';
import { count, line, span, type View } from './view.ts';

/** @param wide each candidate with its versions; else one line */
export function coordinationLines({ lease, leaseCandidates }: ReportedElection, wide: boolean): View {
  if (lease.strategy === null) return [];
  const all = leaseCandidates ?? [];
  const names = all.length === 0 || wide ? '' : `: ${[...new Set(all.map(({ name }) => hostOf(name)))].join(', ')}`;
  const who = leaseCandidates === null ? 'candidates not read' : `${count(all.length, 'candidate')}${names}`;
  const next = lease.preferredHolder ? ` · next ${hostOf(lease.preferredHolder)}` : '';
  const first = line(2, [span('coordinated  ', 'dim'), span(`${lease.strategy} · ${who}${next}`)], 13);
  if (!wide || all.length === 0) return [null, first];
  const rows = all.map(({ name, emulationVersion, binaryVersion, renewTime }) =>
    [name, emulationVersion ?? '–', binaryVersion ?? '–', renewTime ?? '–'].map((text) => span(text)),
  );
  const head = ['CANDIDATE', 'EMULATES', 'BINARY', 'RENEWED'];
  return [null, first, null, { indent: 2, head, rows, elastic: [0], spare: [3, 2] }];
}
