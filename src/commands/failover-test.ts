// `b7le failover-test`: makes the leader go away, and measures what follows.

import * as Args from '@oclif/core/args';
import { B7leCommand } from '../cli/base-command.ts';
import { clusterFlags, outputFlags, verdictFlags } from '../cli/flags.ts';
import { noteFormatFlag } from '../cli/format-flag.ts';
import { failoverFlags, spellOut } from '../cli/write-flags.ts';
import type { ErrorFacts } from '../report/error-report.ts';

export class FailoverTest extends B7leCommand {
  static override readonly id = 'failover-test';
  static override readonly summary = 'Makes the leader go away and measures what follows';
  static override readonly description =
    'Looks whether a failover would do harm, asks for the name of the Lease, makes its leader go, and measures by watches how long\n' +
    'nobody led and when the next one works, against the bounds of its own timings. Changes no setting.\n' +
    'Exit codes: 0 within bounds; 1 slow; 2 no leader, or one that does not work; 3 could not tell; 4 refused; 64 wrong usage.';
  static override readonly examples = [
    { description: 'What would be done, and what to expect', command: 'b7le failover-test --dry-run' },
    { description: 'A planned handover, measured', command: 'b7le failover-test -n beskar7-system' },
    {
      description: 'As a drain does it, which honours disruption budgets',
      command: 'b7le failover-test --method evict',
    },
    {
      description: 'In a pipeline: five rounds, each within 10s, as a note to keep',
      command: 'b7le failover-test lease/my-lease -n my-ns --rounds 5 --max 10s --yes -o markdown',
    },
    {
      description: 'On a practice cluster',
      command: 'b7le practice healthy -- failover-test deployment/controller-manager -n beskar7-system --yes',
    },
  ];
  static override readonly args = {
    target: Args.string({ name: 'TARGET', description: 'an election, as for status', ignoreStdin: true }),
  };
  static override readonly flags = {
    ...failoverFlags,
    ...clusterFlags,
    ...verdictFlags,
    ...noteFormatFlag,
    ...outputFlags,
  };
  private method: string | null = null;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FailoverTest);
    spellOut(flags, args.target);
    const { method, rounds, force, 'dry-run': dryRun, yes, quiet } = flags;
    this.method = method;
    const bounds = { maxMs: flags.max ?? null, waitMs: flags.wait ?? null };
    const wish = { method, rounds, force, dryRun, ...bounds, skip: flags.skip ?? [] };
    const outside = { yes, quiet, noColor: flags['no-color'], backupDir: flags['backup-dir'], env: this.env };
    const [{ failoverHands }, { failoverTest }] = await Promise.all([
      import('../cli/failover-hands.ts'),
      import('../cli/failover.ts'),
    ]);
    const { hands, letGo, signalled } = failoverHands({ ...outside, rounds, keeps: method === 'release' });
    try {
      await this.report(flags, args.target, (work) => failoverTest(work, wish, hands));
    } finally {
      letGo();
    }
    const code = signalled();
    if (code !== null) this.exitsWith(code);
  }

  protected override async errorReport(facts: ErrorFacts) {
    const { failoverErrorReport } = await import('../report/failover-report.ts');
    return failoverErrorReport(facts, this.method);
  }
}
