// What every command does around its work: connect, tell of waiting, present a report, turn errors into the contract's exit codes.

import { Command, type Interfaces } from '@oclif/core';
import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Clock } from '../cluster/observe.ts';
import { type Format, MACHINE_FORMATS, RENDERERS } from '../report/render/index.ts';
import type { FailOn, Report } from '../report/report.ts';
import { errorReport } from '../report/report.ts';
import { tellFailure } from './failure.ts';
import type { clusterFlags, outputFlags } from './flags.ts';
import { surfaceOf, WaitingSign } from './terminal.ts';

type Flags = Interfaces.InferredFlags<typeof clusterFlags & typeof outputFlags>;

/** Where a report goes and what it may look like. */
export interface Presentation {
  readonly format: Format;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly failOn: FailOn;
}

export abstract class B7leCommand extends Command {
  private cluster: Cluster | null = null;

  /** Loads the cluster room only here: commands that need no cluster never pay for it. */
  protected async connect(flags: Flags): Promise<Cluster> {
    const { connect } = await import('../cluster/cluster.ts');
    this.cluster = connect({
      kubeconfig: flags.kubeconfig ?? null,
      context: flags.context ?? null,
      as: flags.as ?? null,
      asGroups: flags['as-group'] ?? [],
      env: process.env,
      timeoutMs: flags.timeout ?? null,
      trace: flags.verbose ? (text) => process.stderr.write(`${text}\n`) : null,
      signal: new AbortController().signal,
    });
    return this.cluster;
  }

  /** Runs work that may take a while under a sign on stderr, and takes the sign away whatever happens. */
  protected async waiting<T>(quiet: boolean, work: (sign: WaitingSign) => Promise<T>): Promise<T> {
    const sign = new WaitingSign(process.stderr, quiet);
    try {
      return await work(sign);
    } finally {
      sign.stop();
    }
  }

  /** Prints a report and sets its exit code. */
  protected present(report: Report, { format, quiet, noColor, failOn }: Presentation): void {
    process.exitCode = report.exitCode;
    process.stdout.write(RENDERERS[format](report, surfaceOf(process.stdout, process.env, noColor), { quiet, failOn }));
  }

  /** A cluster that could not be read: the sentence on stderr, and for programs an error object on stdout (contract 3). */
  protected presentError(error: unknown, what: string, namespace: string | null, how: Presentation): void {
    if (!(error instanceof ClusterError)) throw error;
    const reason = error.reason === 'gone' ? 'error' : error.reason;
    const { context, server } = this.cluster ?? { context: null, server: null };
    const facts = {
      generatedAt: new Date().toISOString(),
      namespace,
      context,
      server,
      what,
      reason,
      detail: error.message,
    };
    const report = errorReport(facts);
    if (MACHINE_FORMATS.includes(how.format)) this.present(report, how);
    process.exitCode = report.exitCode;
    tellFailure(error, how.noColor);
  }

  override async catch(error: Error): Promise<void> {
    throw error;
  }

  override async finally(): Promise<void> {
    this.cluster?.close();
  }
}

/** The real clock: monotonic, and a sleep. */
export const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
