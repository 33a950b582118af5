// `b7le break-lease`: deletes or releases a Lease whose holder is dead, after proof and confirmation.

import * as Args from '@oclif/core/args';
import { B7leCommand } from '../cli/base-command.ts';
import { clusterFlags, outputFlags, verdictFlags } from '../cli/flags.ts';
import { plainFormatFlag } from '../cli/format-flag.ts';
import { breakFlags, spellOut } from '../cli/write-flags.ts';
import type { ErrorFacts } from '../report/error-report.ts';

export class BreakLease extends B7leCommand {
  static override readonly id = 'break-lease';
  static override readonly summary = 'Deletes (or releases) a stuck Lease after proof and confirmation';
  static override readonly description =
    "First proves that nobody can still act for the Lease, by the API server's\n" +
    'clock or by watching, and says whether breaking it helps. Then asks for its\n' +
    'name, keeps a copy, writes only if nobody wrote since the proof, and waits\n' +
    'for the new holder.\n' +
    'Exit codes: 0 done, or nothing to break; 2 nobody took it; 3 could not tell; 4 refused; 64 wrong usage; 130 interrupted.';
  static override readonly examples = [
    { description: 'What would be done, and whether it would help', command: 'b7le break-lease --dry-run' },
    { description: 'Break the only Lease of the namespace', command: 'b7le break-lease -n beskar7-system' },
    {
      description: 'Keep its history, where nobody may create it anew',
      command: 'b7le break-lease lease/my-lease --method release',
    },
    {
      description: 'In a script: without a question, and only if it is dead',
      command: 'b7le break-lease lease/my-lease -n my-ns --yes -o json',
    },
  ];
  static override readonly args = {
    target: Args.string({ name: 'TARGET', description: 'an election, as for status', ignoreStdin: true }),
  };
  static override readonly flags = {
    ...breakFlags,
    ...clusterFlags,
    ...verdictFlags,
    ...plainFormatFlag,
    ...outputFlags,
  };
  private method: 'delete' | 'release' = 'delete';

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BreakLease);
    spellOut(flags, args.target);
    const { method, force, restart, legacy, 'dry-run': dryRun, yes, quiet } = flags;
    this.method = method;
    const wish = { method, force, restart, legacy, dryRun, waitMs: flags.wait ?? null, skip: flags.skip ?? [] };
    const options = { yes, quiet, noColor: flags['no-color'], backupDir: flags['backup-dir'], env: this.env };
    // what breaks a Lease is loaded for that alone: every start would pay for it
    const [{ takeHands }, { breakLease }] = await Promise.all([
      import('../cli/break-hands.ts'),
      import('../cli/breaking.ts'),
    ]);
    const { hands, letGo } = takeHands(options);
    try {
      await this.report(flags, args.target, (work) => breakLease(work, wish, hands));
    } finally {
      letGo();
    }
  }

  protected override async errorReport(facts: ErrorFacts) {
    const { breakErrorReport } = await import('../report/break-report.ts');
    return breakErrorReport(facts, this.method);
  }
}
