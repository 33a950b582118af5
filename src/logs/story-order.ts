// The order of a story: by time across all sources, and within one log as it was printed.

import type { StoryEntry } from './story-entry.ts';

export interface Placed {
  readonly entry: StoryEntry;
  readonly at: number | null;
}

/** Times of one log that go back by less are of two formats, one of them cut to a second; more, and the clock was set. */
const CUT_MS = 2000;

/** @param sources each in its own order; an entry without a time stays after its neighbour */
export function inOrder(sources: readonly (readonly Placed[])[]): Placed[] {
  const keyed = sources.flatMap((source) => {
    const first = source.find(({ at }) => at !== null)?.at ?? null;
    let last = first;
    return source.map((placed) => {
      if (placed.at !== null && (last === null || placed.at > last || last - placed.at >= CUT_MS)) last = placed.at;
      return { placed, key: last ?? Number.POSITIVE_INFINITY };
    });
  });
  return keyed.sort((a, b) => (a.key === b.key ? 0 : a.key - b.key)).map(({ placed }) => placed);
}
