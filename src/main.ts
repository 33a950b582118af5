// The door: oclif with its commands listed by hand, so that nothing is scanned and no package.json is read at start.

import type { Command } from '@oclif/core/command';
import { run } from '@oclif/core/run';
import { tellFailure } from './cli/failure.ts';
import { BreakLease } from './commands/break-lease.ts';
import { ConfigView } from './commands/config-view.ts';
import { Doctor } from './commands/doctor.ts';
import { Explain } from './commands/explain.ts';
import { FailoverTest } from './commands/failover-test.ts';
import { Logs } from './commands/logs.ts';
import { Practice } from './commands/practice.ts';
import { RbacCheck } from './commands/rbac-check.ts';
import { Status } from './commands/status.ts';
import { Timing } from './commands/timing.ts';

/** From package.json, put in by the build. */
declare const B7LE_VERSION: string;

const COMMANDS = [Status, Doctor, RbacCheck, Logs, BreakLease, FailoverTest, Timing, Explain, ConfigView, Practice];

/** oclif takes a plugin as data; this one is the whole program. */
function program() {
  const commands = COMMANDS.map((command) => ({
    aliases: [],
    hiddenAliases: [],
    hidden: false,
    strict: true,
    pluginName: 'b7le',
    pluginType: 'core',
    id: command.id,
    summary: command.summary,
    usage: command.usage,
    description: command.description,
    examples: command.examples,
    args: command.args,
    flags: command.flags,
    load: async () => command as unknown as Command.Class,
  }));
  const pjson = {
    name: 'b7le',
    version: B7LE_VERSION,
    description: 'b7le diagnoses leader election in Kubernetes: who leads, is it real, who could take over.',
    oclif: { bin: 'b7le', topicSeparator: ' ', additionalHelpFlags: ['-h'], commands: {}, plugins: [] },
  };
  return {
    name: 'b7le',
    alias: 'b7le',
    version: B7LE_VERSION,
    root: '/',
    type: 'core',
    pjson,
    options: { root: '/' },
    commands,
    commandIDs: commands.map(({ id }) => id),
    commandsDir: undefined,
    topics: [{ name: 'config', description: 'The config file, and what settings are in force' }],
    hooks: {},
    hasManifest: true,
    isRoot: true,
    valid: true,
    moduleType: 'commonjs',
  };
}

/** kubectl's `help COMMAND` is `COMMAND --help`. */
function withHelp(argv: readonly string[]): string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
}

function endOn(signal: 'SIGINT' | 'SIGTERM', exitCode: number): void {
  process.once(signal, () => {
    process.stderr.write('\ninterrupted: nothing was changed\n');
    process.exit(exitCode);
  });
}

async function main(argv: readonly string[]): Promise<void> {
  endOn('SIGINT', 130);
  endOn('SIGTERM', 143);
  // a reader that has seen enough is no error
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  const plugin = program();
  try {
    await run(withHelp(argv), { root: '/', pjson: plugin.pjson, plugins: new Map([['b7le', plugin]]) } as never);
  } catch (error) {
    const { oclif } = error as { oclif?: { exit?: number } };
    process.exitCode = oclif?.exit === 0 ? 0 : await tellFailure(error, argv.includes('--no-color'));
  }
}

void main(process.argv.slice(2));
