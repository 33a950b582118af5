// What `failover-test` does outside of the cluster: it shows its plan and asks on stderr, and says what was done when a signal comes.

import type { Plan } from '../actions/plan.ts';
import { seconds } from '../election/handover-judged.ts';
import { hostOf } from '../election/identity.ts';
import { planView } from '../report/break-view.ts';
import type { ReportedRound } from '../report/failover-report.ts';
import type { Report } from '../report/report.ts';
import { visible } from '../report/visible.ts';
import { backupFolder, keepBackup, prepareBackups } from './backup.ts';
import type { HandsOptions } from './break-hands.ts';
import { confirm } from './confirm.ts';
import type { FailoverHands } from './failover.ts';
import { type EndingSignal, onSignals, SIGNAL_CODES } from './signals.ts';
import { surfaceOf } from './terminal.ts';
import { lockTest } from './test-lock.ts';

export interface FailoverHandsOptions extends HandsOptions {
  readonly rounds: number;
  /** Whether a Lease will be written to, so that a copy is kept. */
  readonly keeps: boolean;
}

/** @returns hands, an end that gives the signals back, and the exit code of the signal that ended it, if one did */
export function failoverHands(options: FailoverHandsOptions): {
  readonly hands: FailoverHands;
  readonly letGo: () => void;
  readonly signalled: () => number | null;
} {
  const { yes, quiet, noColor, env, rounds, keeps } = options;
  const folder = backupFolder(options.backupDir, env);
  const ended = new AbortController();
  let sofar = 'nothing was changed';
  let begun = false;
  let signalled: EndingSignal | null = null;
  let unlock = () => {};
  const restore = onSignals((signal) => {
    const again = signalled !== null;
    signalled = signal;
    process.stderr.write(`\ninterrupted: ${sofar}\n`);
    // the first one ends the round, so that what was measured is shown; whoever presses again wants no more of it
    if (!begun || again) {
      unlock();
      process.exit(SIGNAL_CODES[signal]);
    }
    ended.abort();
  });
  const hands: FailoverHands = {
    ask: async (report: Report, plan: Plan) => {
      if (keeps) prepareBackups(folder);
      const { stdin, stderr } = process;
      if (!quiet || !yes) {
        const { paint } = await import('../report/paint.ts');
        stderr.write(`${paint(planView(report, plan, keeps ? folder : null), surfaceOf(stderr, env, noColor))}\n`);
      }
      return confirm({ typed: plan.typed, yes, input: stdin, output: stderr });
    },
    keep: async (object, at) => {
      if (!keeps) return;
      const path = await keepBackup(folder, object, at);
      if (!quiet) process.stderr.write(`  a copy of the Lease is in ${path}\n`);
    },
    sofar: (sentence) => {
      sofar = sentence;
    },
    ended: ended.signal,
    begin: (key) => {
      const lock = lockTest(key, env, process.pid);
      if ('other' in lock) return lock.other;
      unlock = lock.letGo;
      begun = true;
      return null;
    },
    told: (round, nth) => {
      sofar = `${nth} of ${rounds} rounds were done`;
      if (rounds > 1 && !quiet) process.stderr.write(`  ${roundWords(round, nth, rounds)}\n`);
    },
    chance: Math.random,
  };
  const letGo = () => {
    unlock();
    restore();
  };
  return { hands, letGo, signalled: () => (signalled === null ? null : SIGNAL_CODES[signalled]) };
}

/** `round 2 of 3: zpj57 leads after 2.87s`. */
function roundWords({ to, takeoverMs, why }: ReportedRound, nth: number, rounds: number): string {
  const who = to === null ? 'nobody leads' : `${hostOf(to)} leads`;
  const after = takeoverMs === null ? '' : ` after ${seconds(takeoverMs)}`;
  return visible(`round ${nth} of ${rounds}: ${who}${after}${why === null ? '' : `: ${why}`}`);
}
