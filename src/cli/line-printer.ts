// Lines as they come: what `logs -f` shows with `--all`, `--grep` or `--raw`.

import type { FeedWish, LogLine } from '../cluster/log-feed.ts';
import type { LineWriter } from '../report/log-lines.ts';
import type { LivePrinter } from './logs-following.ts';
import { type LinesHow, writerOf } from './logs-lines.ts';
import type { LogsScope } from './logs-scope.ts';
import { SteadyOutput } from './steady-output.ts';

export class LinePrinter implements LivePrinter {
  readonly wanted: FeedWish['wanted'];
  private readonly output = new SteadyOutput(process.stdout);
  private readonly write: LineWriter;
  private live = false;

  constructor(how: LinesHow, { sources, since, observation }: LogsScope, wanted: FeedWish['wanted']) {
    this.wanted = wanted;
    this.write = writerOf(how, { sources, since, now: observation.takenAt });
  }

  async lines(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) await this.output.write(this.write(line));
    if (this.live) await this.output.flush();
  }

  begin(): Promise<void> {
    this.live = true;
    return this.output.flush();
  }

  async next(): Promise<void> {}
}
