// `b7le practice`: a cluster for people who have none, with a fault of their choice.

import * as Args from '@oclif/core/args';
import { B7leCommand } from '../cli/base-command.ts';
import { keepDrill } from '../cli/drill.ts';
import { outputFlags } from '../cli/flags.ts';
import { choose, partedAt } from '../cli/practice-choice.ts';
import { practiceFlags, startOptions } from '../cli/practice-flags.ts';
import { practise } from '../cli/practice-session.ts';
import { revealed, scenarioList } from '../report/practice-view.ts';

const OWN = [
  'status',
  'doctor',
  'rbac-check',
  'logs',
  'break-lease',
  'failover-test',
  'timing',
  'explain',
  'config',
  'help',
];

export class Practice extends B7leCommand {
  static override readonly id = 'practice';
  static override readonly summary = 'A practice cluster on this machine, with a fault of your choice';
  static override readonly description =
    'Without a name, lists the scenarios. With one, runs it until Ctrl-C; with -- COMMAND, runs that command against it and\n' +
    'exits with its code. The cluster lives inside this process and listens on 127.0.0.1 only. Timing is real.';
  static override readonly examples = [
    { description: 'A stuck Lease, and what b7le says of it', command: 'b7le practice stuck-lease -- status' },
    { description: 'A healthy cluster to try commands on', command: 'b7le practice healthy' },
    { description: 'Five replicas, slow timings', command: 'b7le practice healthy --replicas 5 --timings 60s,40s,5s' },
    { description: 'Train: find out what is wrong', command: 'b7le practice --drill' },
  ];
  static override readonly args = {
    scenario: Args.string({ name: 'SCENARIO', description: 'its name', ignoreStdin: true }),
  };
  static override readonly flags = { ...practiceFlags, 'no-color': outputFlags['no-color'] };

  async run(): Promise<void> {
    const { own, command } = partedAt(this.argv);
    const { args, flags } = await this.parse(Practice, own);
    const { GROUPS, SCENARIOS } = await import('../practice/index.ts');
    const { drill, reveal, seed } = flags;
    const choice = choose({ name: args.scenario, drill, reveal, seed, command }, SCENARIOS, this.env);
    const show = await this.shown(flags['no-color']);
    if (choice.do === 'list') return show(scenarioList(SCENARIOS, GROUPS));
    if (choice.do === 'reveal') return show(revealed(choice.scenario, choice.seed));
    if (choice.drill) keepDrill({ scenario: choice.scenario.name, seed: choice.seed }, this.env);
    const { kubernetes } = flags;
    this.exitsWith(
      await practise({
        start: { scenario: choice.scenario, seed: choice.seed, ...startOptions(flags) },
        kubernetes,
        drill: choice.drill,
        command,
        own: OWN,
        show,
      }),
    );
  }
}
