// `b7le status --watch -o json` as a process that goes on beside a test: its lines as they come, and how it ends.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { b7le, type Run } from './b7le.ts';
import type { Report } from './status.ts';

export interface ShownChange {
  readonly kind: string;
  readonly time: string | null;
  readonly lease: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly leaderlessMs: number | null;
  readonly leaderlessFrom: string | null;
  readonly sinceRenewalMs: number | null;
  readonly summary: string;
}

export interface WatchLine extends Report {
  readonly change: ShownChange | null;
  /** When the line came, epoch milliseconds. */
  readonly cameAt: number;
}

export interface Watch {
  readonly lines: readonly WatchLine[];
  readonly pid: number;
  /** Waits for a line, from the first one on. */
  until(what: string, ms: number, fits: (line: WatchLine) => boolean): Promise<WatchLine>;
  /** Ends it by a signal and waits for that. */
  end(signal?: NodeJS.Signals): Promise<Run>;
}

/** Of those that a failed test left behind: they would keep its process from ending. */
const running = new Set<(signal: NodeJS.Signals) => void>();
after(() => {
  for (const kill of running) kill('SIGKILL');
});

/** Starts `b7le status --watch -o json ARGS` and waits for its first line. */
export async function watch(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Watch> {
  const lines: WatchLine[] = [];
  const waiting = new Set<() => void>();
  let kill: (signal: NodeJS.Signals) => void = () => {};
  let pid = 0;
  const clean = { B7LE_NAMESPACE: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, LANG: 'C.UTF-8', LC_ALL: '' };
  const run = b7le(['status', '--watch', '-o', 'json', ...args], {
    env: { ...clean, ...env },
    during(child) {
      pid = child.pid ?? 0;
      kill = (signal) => child.kill(signal);
      running.add(kill);
      let rest = '';
      child.stdout?.on('data', (text) => {
        const parts = (rest + String(text)).split('\n');
        rest = parts.pop() ?? '';
        for (const part of parts) lines.push({ ...(JSON.parse(part) as WatchLine), cameAt: Date.now() });
        for (const tell of waiting) tell();
      });
    },
  });
  let ended: Run | null = null;
  void run.then((result) => {
    ended = result;
    running.delete(kill);
    for (const tell of waiting) tell();
  });
  const self: Watch = {
    lines,
    get pid() {
      return pid;
    },
    until: (what, ms, fits) =>
      new Promise((resolve, reject) => {
        const stop = (act: () => void) => {
          waiting.delete(look);
          clearTimeout(timer);
          act();
        };
        const told = () => lines.map(({ change, verdict }) => change?.summary ?? verdict).join('\n');
        const look = () => {
          const found = lines.find(fits);
          if (found) stop(() => resolve(found));
          else if (ended) stop(() => reject(new Error(`ended before ${what}: ${JSON.stringify(ended)}`)));
        };
        const timer = setTimeout(
          () => stop(() => reject(new Error(`waited ${ms / 1000}s in vain for ${what}:\n${told()}`))),
          ms,
        );
        waiting.add(look);
        look();
      }),
    async end(signal = 'SIGINT') {
      kill(signal);
      const result = await run;
      assert.equal(result.code, { SIGINT: 130, SIGTERM: 143 }[signal as string], JSON.stringify(result.stderr));
      return result;
    },
  };
  await self.until('the first line', 30_000, () => true);
  return self;
}

/** A change of one kind. */
export function changed(kind: string, more: (change: ShownChange) => boolean = () => true) {
  return ({ change }: WatchLine): boolean => change !== null && change.kind === kind && more(change);
}
