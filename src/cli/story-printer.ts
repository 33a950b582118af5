// The story as it goes on: what `logs -f` shows, the whole story first, then each entry that is new in it.

import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedWish, LogFeed } from '../cluster/log-feed.ts';
import type { Following } from '../cluster/log-following.ts';
import { electionsOf } from '../election/election.ts';
import { freeze, type Observation } from '../election/observation.ts';
import { sequenced } from '../election/sequenced.ts';
import { storyOfElections } from '../election/told.ts';
import type { Story, StoryLine } from '../logs/story.ts';
import { objectLine } from '../report/log-lines.ts';
import { paint } from '../report/paint.ts';
import { shortNames } from '../report/pod-names.ts';
import { document } from '../report/render/logs.ts';
import { storyLines } from '../report/story-lines.ts';
import type { Work } from './base-command.ts';
import type { LivePrinter } from './logs-following.ts';
import { clockOffsetMs } from './logs-lines.ts';
import { logsJudged } from './logs-look.ts';
import { type LogsRun, presentLogs } from './logs-run.ts';
import type { LogsScope } from './logs-scope.ts';
import { SteadyOutput } from './steady-output.ts';
import { surfaceOf } from './terminal.ts';

/** Longer than one log's lines come behind another's, and than the kubelet takes to say that a container has ended. */
const LAST_WORDS_MS = 3000;
const LOOK_MS = 250;

function keyOf({ source, time, pod, container, event, message }: StoryLine['entry']): string {
  return [source, time, pod, container, event, message].join('\n');
}

export class StoryPrinter implements LivePrinter {
  readonly wanted: FeedWish['wanted'] = ({ reading }) => reading !== null;
  private readonly output = new SteadyOutput(process.stdout);
  private readonly told = new Map<string, number>();
  private readonly pods = new Set<string>();
  private readonly began = performance.now();

  constructor(
    private readonly work: Work,
    private readonly run: LogsRun,
    private readonly scope: LogsScope,
    private readonly ended: AbortSignal,
  ) {}

  async lines(): Promise<void> {}

  async begin(feeds: readonly LogFeed[]): Promise<void> {
    const unread = feeds.flatMap((feed) => (feed.unread ? [feed.unread] : []));
    const read = { logs: feeds.filter((feed) => feed.unread === null).map((feed) => feed.log), unread };
    const { skip } = this.run;
    const tookMs = performance.now() - this.began;
    const report = await logsJudged(this.scope, read, { skip, failOn: this.work.failOn, tookMs });
    this.newIn(report.story);
    await presentLogs(report, this.run);
  }

  async next(following: Following, changed: boolean): Promise<void> {
    if (!changed) return;
    const story = await this.decided(following);
    const lines = this.newIn(story);
    if (lines.length === 0) return;
    await this.output.write(this.text({ ...story, lines }));
    await this.output.flush();
  }

  /** The last words of a leader that stops come by another connection than its successor's first ones: they are waited for. */
  private async decided(following: Following): Promise<Story> {
    const end = performance.now() + LAST_WORDS_MS;
    for (;;) {
      const story = this.storyOf(following);
      if (!this.isUndecided(story) || performance.now() > end || this.ended.aborted) return story;
      await sleep(LOOK_MS, undefined, { signal: this.ended }).catch(() => {});
    }
  }

  private storyOf(following: Following): Story {
    const { observation: before, since, tail } = this.scope;
    const now = Date.parse(before.takenAt) + Math.round(performance.now() - this.began);
    const takenAt = new Date(now).toISOString();
    const logs = following.logs.map((log) => sequenced(log, following.pods, tail));
    const observation: Observation = freeze({ ...before, takenAt, pods: following.pods, logs });
    return storyOfElections(electionsOf(observation), observation, since);
  }

  /** Whether a takeover is new whose former leader has not been heard to stop. */
  private isUndecided({ lines }: Story): boolean {
    return lines.some(({ entry, vacancy }) => {
      if (!vacancy || vacancy.before.to !== null || vacancy.before.run?.running !== true) return false;
      return !this.told.has(keyOf(entry));
    });
  }

  private text(story: Story): string {
    const { format, env, noColor } = this.run;
    if (format === 'json') return story.lines.map(({ entry }) => objectLine(entry)).join('');
    if (format === 'yaml') return story.lines.map(({ entry }) => document(entry)).join('');
    const look = {
      wide: format === 'wide',
      offsetMs: clockOffsetMs(),
      several: story.elections.length > 1,
      names: shortNames([...this.pods]),
    };
    return paint(storyLines(story, look), surfaceOf(process.stdout, env, noColor));
  }

  /** What the story has more than it had: entries are counted, as two may be the same. */
  private newIn({ lines }: Story): StoryLine[] {
    const counted = new Map<string, number>();
    return lines.filter(({ entry, echo }) => {
      if (entry.pod !== null) this.pods.add(entry.pod);
      const key = keyOf(entry);
      const count = (counted.get(key) ?? 0) + 1;
      counted.set(key, count);
      if (count <= (this.told.get(key) ?? 0)) return false;
      this.told.set(key, count);
      return !echo;
    });
  }
}
