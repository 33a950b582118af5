// What came of the one write of a round, in words.

import type { Step } from '../actions/execute.ts';

/** What was done, by the kind of deed. */
export const DONE: Record<string, string> = {
  'delete-pod': "the leader's pod was deleted",
  'evict-pod': "the leader's pod was evicted",
  'restart-workload': 'a rollout of the workload was begun',
  'release-lease': 'the Lease was released',
};

/** Why it was not done; null where it was. `unclear`: nobody knows. */
export function notDone(steps: readonly Step[]): { readonly reason: string; readonly sentence: string } | null {
  const outcome = steps.at(-1)?.outcome ?? { result: 'undone' as const, why: 'nothing was tried' };
  if (outcome.result === 'done') return null;
  const { result, why } = outcome;
  if (result === 'unknown') return { reason: 'unclear', sentence: `whether it was done is not known: ${why}` };
  if (result === 'refused')
    return { reason: outcome.reason, sentence: `the API server refused: ${why}; nothing was changed` };
  if (result === 'conflict' || result === 'absent')
    return { reason: 'holder-changed', sentence: `it is no longer what was planned for: ${why}; nothing was changed` };
  return { reason: result, sentence: `not done: ${why}` };
}
