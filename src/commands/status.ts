// `b7le status`: who leads, is it real, who could take over.

import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { B7leCommand, type Work } from '../cli/base-command.ts';
import { clusterFlags, durationFlag, outputFlags, verdictFlags } from '../cli/flags.ts';
import { formatFlag } from '../cli/format-flag.ts';
import { UsageError } from '../cli/usage-error.ts';
import { waitUntilHealthy } from '../cli/waiting.ts';

export class Status extends B7leCommand {
  static override readonly id = 'status';
  static override readonly summary = 'Who leads, is it real, who could take over';
  static override readonly description =
    "Reads every election of a namespace, or the one that TARGET names, and judges it by the API server's clock.\n" +
    'Exit codes: 0 healthy, 1 warning, 2 critical, 3 could not tell, 64 wrong usage.';
  static override readonly examples = [
    { description: 'The elections of the current namespace, or of beskar7-system', command: 'b7le status' },
    {
      description: 'One election, by the workload that contends for it',
      command: 'b7le status deployment/controller-manager -n beskar7-system',
    },
    { description: 'A line for each election of the cluster, worst first', command: 'b7le status -A' },
    {
      description: 'A smoke check in CI: fails only where nobody or two lead',
      command: 'b7le status -q --fail-on critical',
    },
    { description: 'A failover as it happens', command: 'b7le status --watch' },
    {
      description: 'After a deployment: succeeds once somebody leads, fails after two minutes',
      command: 'b7le status deployment/controller-manager --wait --timeout 2m',
    },
    { description: 'Who leads, for a script', command: "b7le status -o json | jq -r '.elections[].holder.pod'" },
  ];
  static override readonly args = {
    target: Args.string({
      ignoreStdin: true,
      name: 'TARGET',
      description: 'a Lease name, or lease/, deployment/, statefulset/, daemonset/ or pod/NAME',
    }),
  };
  static override readonly flags = {
    ...clusterFlags,
    observe: durationFlag({
      summary: 'watch the Lease for at least this long; 0s judges at once',
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    watch: Flags.boolean({ char: 'w', summary: 'go on until Ctrl-C, with every change', helpGroup: 'LIVE' }),
    wait: Flags.boolean({ summary: 'wait until the exit code is 0', exclusive: ['watch'], helpGroup: 'LIVE' }),
    ...formatFlag,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Status);
    const skip = flags.skip ?? [];
    if (flags.watch) {
      if (flags.timeout !== undefined) throw new UsageError('--watch has no --timeout', 'to wait for health: --wait');
      const { follow } = await import('../cli/following.ts');
      await this.withCluster(flags, args.target, async (work) =>
        this.exitsWith(await follow({ ...work, skip, env: this.env })),
      );
      return;
    }
    const { lookOnce } = await import('../cli/look.ts');
    const look = (work: Work) => lookOnce(work, { observeMs: flags.observe ?? null, skip });
    if (!flags.wait) {
      await this.report(flags, args.target, async (work) => (await look(work)).report);
      return;
    }
    await this.withCluster(flags, args.target, async (work) => {
      const waited = await waitUntilHealthy({ ...work, look: () => look(work), limitMs: flags.timeout ?? null });
      work.sign.stop();
      await this.presentWaited(waited, work.presentation);
    });
  }
}
