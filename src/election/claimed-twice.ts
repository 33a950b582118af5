// For how long two replicas said at once that they lead (contract 4, multiple-leaders; reference 1.8).

import type { ClaimsSeen, Seen } from './handover-seen.ts';

/**
 * One round of questions is no proof: between two answers of it the Lease may change hands. Two rounds in a row are.
 * @param after local monotonic milliseconds
 * @returns from the first to the last answer of such rounds, together; null where no replica answered at all
 */
export function claimedTwiceMs(seen: readonly Seen[], after: number): number | null {
  const leaving = new Set<string>();
  const rounds: { readonly claims: ClaimsSeen; readonly twice: boolean }[] = [];
  for (const one of seen) {
    // after a planned stop the gauge of a process says 1 until it exits (reference 4)
    if (one.kind === 'pod' && one.pod && one.pod.deletedAt !== null) leaving.add(one.pod.name);
    if (one.kind === 'pod' && !one.pod && one.before) leaving.add(one.before.name);
    if (one.kind !== 'claims' || one.at < after || one.answers.length === 0) continue;
    const claiming = one.answers.filter(({ pod, claims }) => claims === true && !leaving.has(pod));
    rounds.push({ claims: one, twice: claiming.length > 1 });
  }
  if (rounds.length === 0) return null;
  let total = 0;
  let run: ClaimsSeen[] = [];
  const close = () => {
    const [first] = run;
    const last = run.at(-1);
    if (first && last && run.length > 1) total += last.until - first.at;
    run = [];
  };
  for (const { claims, twice } of rounds) {
    if (twice) run.push(claims);
    else close();
  }
  close();
  return Math.round(total);
}
