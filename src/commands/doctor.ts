// `b7le doctor`: the whole runbook in one go: every check, causes before what follows from them, and what to type next.

import * as Args from '@oclif/core/args';
import { B7leCommand } from '../cli/base-command.ts';
import { DOCTOR_USAGE, doctorFlags, refuseSarifOfCluster } from '../cli/doctor-flags.ts';
import { clusterFlags, durationFlag, outputFlags, verdictFlags } from '../cli/flags.ts';
import { doctorFormatFlag } from '../cli/format-flag.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { ErrorFacts } from '../report/error-report.ts';

export class Doctor extends B7leCommand {
  static override readonly id = 'doctor';
  static override readonly summary = 'What is wrong with an election, why, and what to type next';
  static override readonly usage = DOCTOR_USAGE;
  static override readonly description =
    'Makes every check of the runbook: the Lease, its holder, second leaders, the workload, timings, rights and the network.\n' +
    'Causes come first, with what follows from them. Reads only; what could not be read is said.\n' +
    'Exit codes: 0 healthy, 1 warning, 2 critical, 3 could not tell, 64 wrong usage.';
  static override readonly examples = [
    { description: 'The elections of the current namespace, or of beskar7-system', command: 'b7le doctor' },
    { description: 'One election', command: 'b7le doctor deployment/controller-manager -n beskar7-system' },
    { description: 'A note for the ticket', command: 'b7le doctor -o markdown' },
    { description: 'Only rights and the network', command: 'b7le doctor --suite access --suite network' },
    { description: 'What was read, for somebody else', command: 'b7le doctor --save observation.json' },
    { description: 'The same report from it, without a cluster', command: 'b7le doctor --from observation.json' },
    { description: 'Manifests and alerts before they are applied', command: 'b7le doctor -f config/' },
  ];
  static override readonly args = {
    target: Args.string({
      name: 'TARGET',
      description: 'an election, as for status; all of the namespace without it',
      ignoreStdin: true,
    }),
  };
  static override readonly flags = {
    ...clusterFlags,
    ...doctorFlags,
    observe: durationFlag({
      summary: 'watch the Lease for at least this long; 0s judges at once',
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    ...doctorFormatFlag,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Doctor);
    refuseSarifOfCluster(flags);
    const choice = { suites: flags.suite, skip: flags.skip ?? [] };
    const { from, save } = flags;
    const { examined, examinedFrom, readForDoctor } = await import('../cli/doctor-look.ts');
    if (from !== undefined) {
      if (args.target) throw new UsageError('--from and TARGET exclude each other: the file holds what was looked at');
      await this.reportFrom(flags, () => examinedFrom(from, choice, flags['fail-on']));
      return;
    }
    const { filename, recursive } = flags;
    if (filename !== undefined) {
      if (args.target) throw new UsageError('-f and TARGET exclude each other: files are judged whole');
      const scope = this.scopeOf(flags, undefined, null);
      const { examinedFiles } = await import('../cli/doctor-files.ts');
      await this.reportFrom(flags, () =>
        examinedFiles({ paths: filename, recursive }, scope, choice, flags['fail-on']),
      );
      return;
    }
    await this.report(flags, args.target, async (work) => {
      const how = { observeMs: flags.observe ?? null, suites: flags.suite, save: save ?? null };
      return examined(await readForDoctor(work, how), choice, work.failOn);
    });
  }

  protected override async errorReport(facts: ErrorFacts) {
    const { doctorErrorReport } = await import('../report/doctor-report.ts');
    return doctorErrorReport(facts);
  }
}
