// `b7le explain`: the page of one finding, offline; without an argument, the list.

import * as Args from '@oclif/core/args';
import type { FileCheck } from '../checks/file-checks.ts';
import { B7leCommand } from '../cli/base-command.ts';
import { UsageError } from '../cli/usage-error.ts';

/** docs/findings/*.md by id, put in by the build. */
declare const FINDING_PAGES: Readonly<Record<string, string>>;

export class Explain extends B7leCommand {
  static override readonly id = 'explain';
  static override readonly summary = 'The page of one finding, offline';
  static override readonly description = 'Without an argument, lists every check by suite with its healthy case.';
  static override readonly examples = [
    { description: 'Every check', command: 'b7le explain' },
    { description: 'One finding: when it is true, what it means, what to do', command: 'b7le explain lease-unclaimed' },
  ];
  static override readonly args = {
    finding: Args.string({ name: 'FINDING', description: 'the id of a finding', ignoreStdin: true }),
  };
  static override readonly flags = {};

  async run(): Promise<void> {
    const { args } = await this.parse(Explain);
    if (args.finding === undefined) {
      const [{ CHECKS }, { FILE_CHECKS }] = await Promise.all([
        import('../checks/index.ts'),
        import('../checks/file-checks.ts'),
      ]);
      this.print(catalogue([...CHECKS, ...FILE_CHECKS.map((check) => ({ ...check, suite: OF_FILES }))]));
      return;
    }
    const page = Object.hasOwn(FINDING_PAGES, args.finding) ? FINDING_PAGES[args.finding] : undefined;
    if (page === undefined) throw new UsageError(`there is no finding ${args.finding}`, 'b7le explain lists them');
    this.print(page);
  }
}

/** The heading of checks that belong to no suite, since they are asked of files. */
const OF_FILES = 'rules in files';

function catalogue(checks: readonly (FileCheck & { readonly suite: string })[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const suites = [...new Set(checks.map(({ suite }) => suite))];
  return suites
    .map((suite) => {
      const rows = checks.filter((check) => check.suite === suite);
      return `${suite}\n${rows.map(({ id, title, worst }) => `  ${id.padEnd(width)}  ${worst.padEnd(8)}  ${title}\n`).join('')}`;
    })
    .join('\n');
}
