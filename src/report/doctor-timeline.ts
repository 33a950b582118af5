// The story of an election as text, in UTC, for the incident note: who led when as a picture, and under it the last entries.

import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { storyOfElection } from '../election/told.ts';
import { storyLines } from './story-lines.ts';
import { timelineOf } from './timeline.ts';
import { timelineView } from './timeline-view.ts';
import { count, type View } from './view.ts';
import { visible } from './visible.ts';

export interface ToldElection {
  /** The election's id. */
  readonly election: string;
  readonly lines: readonly string[];
}

/** What a ticket shows without scrolling sideways. */
const COLUMNS = 100;
const MOST_ROWS = 12;
/** Of a longer list the oldest entries are left out, and counted: the note is about what is wrong now. */
const MOST_ENTRIES = 40;

/** Elections of which nobody read logs, or of which logs tell nothing, are left out. */
export function timelinesOf(elections: readonly Election[], observation: Observation): ToldElection[] {
  return elections.flatMap((election) => {
    const told = storyOfElection(election, observation);
    if (told === null || told.story.lines.length === 0) return [];
    const { story, own } = told;
    const picture = own && timelineOf(story, own, MOST_ROWS);
    const drawn = picture && picture.rows.length > 0 ? textOf(timelineView(picture, COLUMNS, 0)) : [];
    const entries = textOf(storyLines(story, { wide: false, offsetMs: 0, several: false }));
    const earlier = entries.length - MOST_ENTRIES;
    const list = earlier > 0 ? [`${count(earlier, 'earlier line')} left out`, ...entries.slice(earlier)] : entries;
    return [{ election: election.id, lines: [...drawn, ...(drawn.length > 0 ? [''] : []), ...list] }];
  });
}

function textOf(view: View): string[] {
  return view.flatMap((block) =>
    block !== null && 'spans' in block
      ? wrapped(visible(block.spans.map(({ text }) => text).join('')).trimEnd(), block.hang)
      : [],
  );
}

/** Broken at spaces; a word that is too long stands alone. @param hang columns before what goes on */
function wrapped(text: string, hang: number): string[] {
  if (text.length <= COLUMNS) return [text];
  const at = text.lastIndexOf(' ', COLUMNS);
  if (at <= hang) return [text];
  return [text.slice(0, at).trimEnd(), ...wrapped(`${' '.repeat(hang)}${text.slice(at + 1)}`, hang)];
}
