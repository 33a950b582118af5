// What `break-lease` does outside of the cluster: it shows its plan and asks on stderr, keeps a copy, and says what was done
// when a signal comes.

import type { Plan } from '../actions/plan.ts';
import { planView } from '../report/break-view.ts';
import type { Report } from '../report/report.ts';
import { backupFolder, keepBackup, prepareBackups } from './backup.ts';
import type { BreakHands } from './breaking.ts';
import { confirm } from './confirm.ts';
import { onSignals, SIGNAL_CODES } from './signals.ts';
import { surfaceOf } from './terminal.ts';

export interface HandsOptions {
  readonly yes: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly backupDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @returns hands, and an end that gives the signals back */
export function takeHands(options: HandsOptions): { readonly hands: BreakHands; readonly letGo: () => void } {
  const { yes, quiet, noColor, env } = options;
  const folder = backupFolder(options.backupDir, env);
  let sofar = 'nothing was changed';
  const letGo = onSignals((signal) => {
    process.stderr.write(`\ninterrupted: ${sofar}\n`);
    process.exit(SIGNAL_CODES[signal]);
  });
  const hands: BreakHands = {
    ask: async (report: Report, plan: Plan) => {
      prepareBackups(folder);
      const { stdin, stderr } = process;
      if (!quiet || !yes) {
        const { paint } = await import('../report/paint.ts');
        stderr.write(`${paint(planView(report, plan, folder), surfaceOf(stderr, env, noColor))}\n`);
      }
      return confirm({ typed: plan.typed, yes, input: stdin, output: stderr });
    },
    keep: (object, at) => keepBackup(folder, object, at),
    sofar: (sentence) => {
      sofar = sentence;
    },
  };
  return { hands, letGo };
}
