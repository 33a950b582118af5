// `b7le rbac-check`: what the controller's account may do on its Lease, and who grants it.

import * as Args from '@oclif/core/args';
import { accessFlags } from '../cli/access-flags.ts';
import { B7leCommand } from '../cli/base-command.ts';
import { clusterFlags, outputFlags, verdictFlags } from '../cli/flags.ts';
import { formatFlag } from '../cli/format-flag.ts';
import type { ErrorFacts } from '../report/error-report.ts';

export class RbacCheck extends B7leCommand {
  static override readonly id = 'rbac-check';
  static override readonly summary = "What the controller's service account may do on its Lease, and who grants it";
  static override readonly description =
    'Finds the account and the Lease by itself, asks the API server about every right that election needs, and tells which\n' +
    'binding grants it or what comes nearest. Reads only; --fix prints a manifest and applies nothing.\n' +
    'Exit codes: 0 may elect, 2 may not, 3 a needed right could not be told, 64 wrong usage.';
  static override readonly examples = [
    { description: 'May the controller of this namespace elect?', command: 'b7le rbac-check' },
    {
      description: 'Grant what is missing, and nothing else',
      command: 'b7le rbac-check -n beskar7-system --fix | kubectl apply -f -',
    },
    {
      description: 'Before anything is installed',
      command: 'b7le rbac-check lease/my-lease --service-account my-ns:my-account --lease-namespace my-ns',
    },
    {
      description: 'What is missing, for a script',
      command: "b7le rbac-check -o json | jq -r '.access[] | select(.required and .allowed != true) | .verb'",
    },
  ];
  static override readonly args = {
    target: Args.string({ name: 'TARGET', description: 'an election, as for status', ignoreStdin: true }),
  };
  static override readonly flags = {
    ...accessFlags,
    ...clusterFlags,
    ...verdictFlags,
    ...formatFlag,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RbacCheck);
    const wish = { account: flags['service-account'] ?? null, leaseNamespace: flags['lease-namespace'] ?? null };
    const asked = { fix: flags.fix, skip: flags.skip ?? [] };
    const { lookAtAccess } = await import('../cli/access-look.ts');
    await this.withCluster(flags, args.target, async (work) => {
      const report = await lookAtAccess(work, wish, asked);
      work.sign.stop();
      await this.present(report, work.presentation, flags.fix ? 'stderr' : 'stdout');
      if (!flags.fix) return;
      if (report.fix !== null) return this.print(report.fix);
      this.fails(
        'no manifest: the account, or the name of the Lease, is not known',
        'name them: TARGET, --service-account',
      );
    });
  }

  protected override async errorReport(facts: ErrorFacts) {
    const { rbacErrorReport } = await import('../report/rbac-report.ts');
    return rbacErrorReport(facts);
  }
}
