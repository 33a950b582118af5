// What became of each pod of a story: from when to when it was there, when its containers ended, what Events tell of it.

import type { Claim } from './claim.ts';
import { instantOf, likelyInstant } from './instant.ts';
import { endOf } from './run.ts';
import { isTelling } from './story-entry.ts';
import type { StoryFacts } from './story-facts.ts';

export interface PodMark {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `crash`: a container ended other than well; `end`: it ended well; `event`: an Event on the pod. */
  readonly kind: 'crash' | 'end' | 'event';
  /** Such as `exit 137, OOMKilled`. */
  readonly text: string;
}

export interface PodStory {
  readonly namespace: string;
  readonly pod: string;
  /** From when to when it is known to have been there; `to` is null while it is. */
  readonly from: number;
  readonly to: number | null;
  readonly marks: readonly PodMark[];
}

/** `web-2` before `web-10`. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

type Facts = Pick<StoryFacts, 'logs' | 'pods' | 'podEvents'>;

/** Every pod that logs, Leases or Events name, in the order of their names. */
export function podStoriesOf(facts: Facts, claims: readonly Claim[]): PodStory[] {
  const names = new Map<string, { namespace: string; pod: string }>();
  const add = (namespace: string, pod: string) => names.set(`${namespace}/${pod}`, { namespace, pod });
  for (const { namespace, pod } of [...facts.logs, ...claims]) add(namespace, pod);
  for (const { namespace, name } of facts.pods ?? []) add(namespace, name);
  return [...names.keys()].sort(BY_NUMBER.compare).flatMap((key) => {
    const one = names.get(key);
    return one ? storyOfPod(one, facts, claims) : [];
  });
}

function storyOfPod(
  { namespace, pod }: { namespace: string; pod: string },
  facts: Facts,
  claims: readonly Claim[],
): PodStory[] {
  const own = (one: { namespace: string; pod: string }) => one.pod === pod && one.namespace === namespace;
  const there = facts.pods?.find((one) => one.name === pod && one.namespace === namespace) ?? null;
  const led = claims.filter((claim) => claim.pod === pod);
  const logs = facts.logs.filter(own);
  const seen = [
    ...logs.flatMap(({ firstAt, lastAt }) => [instantOf(firstAt), instantOf(lastAt)]),
    ...led.flatMap(({ from, seenUntil }) => [from, seenUntil]),
  ].filter((at) => at !== null);
  const made = instantOf(there?.createdAt ?? null);
  if (seen.length === 0 && made === null) return [];
  const from = made ?? seen.reduce((a, b) => Math.min(a, b));
  const gone = facts.pods !== null && there === null;
  const last = seen.length === 0 ? from : seen.reduce((a, b) => Math.max(a, b));
  const marks = [...endsOf(facts, namespace, pod), ...eventsOf(facts, namespace, pod)].sort((a, b) => a.at - b.at);
  return [{ namespace, pod, from, to: gone ? last : null, marks }];
}

/** Exit codes of a process that followed SIGTERM. */
const WELL = [0, 143];

function endsOf({ pods, logs }: Facts, namespace: string, pod: string): PodMark[] {
  const there = pods?.find((one) => one.name === pod && one.namespace === namespace);
  return (there?.containers ?? []).flatMap(({ name, lastEnded, ended }) =>
    [lastEnded, ended].flatMap((end): PodMark[] => {
      if (end === null) return [];
      const own = logs.filter((log) => log.pod === pod && log.namespace === namespace && log.container === name);
      // as the claim that ended with it: at its last line where that stands in the same second
      const at =
        own.map((log) => endOf(log, end, logs)).find((one) => one !== likelyInstant(end.finishedAt)) ??
        likelyInstant(end.finishedAt);
      if (at === null) return [];
      const why = end.reason === null || end.reason === 'Error' || end.reason === 'Completed' ? '' : `, ${end.reason}`;
      const well = end.exitCode !== null && WELL.includes(end.exitCode);
      return [{ at, kind: well ? 'end' : 'crash', text: `exit ${end.exitCode ?? 'unknown'}${why}` }];
    }),
  );
}

function eventsOf({ podEvents }: Facts, namespace: string, pod: string): PodMark[] {
  return podEvents.flatMap((event): PodMark[] => {
    const at = likelyInstant(event.at);
    const own = isTelling(event) && event.pod === pod && event.namespace === namespace;
    return own && at !== null ? [{ at, kind: 'event', text: `${event.reason}: ${event.message}` }] : [];
  });
}
