// What every command does around its work: connect, tell of waiting, present a report, turn errors into the contract's exit codes.

import { Command } from '@oclif/core/command';
import type { Input, OutputFlags, ParserOutput } from '@oclif/core/interfaces';
import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError, gapReasonOf } from '../cluster/cluster-error.ts';
import type { Scope } from '../election/observation.ts';
import { type ErrorFacts, errorReport } from '../report/error-report.ts';
import { MACHINE_FORMATS, RENDERERS } from '../report/render/index.ts';
import type { Report } from '../report/report.ts';
import type { FailOn } from '../report/verdict.ts';
import type { View } from '../report/view.ts';
import { configure, timeoutInForce } from './config/apply.ts';
import { type ConfigFile, NO_SETTINGS } from './config/settings.ts';
import { tellFailure } from './failure.ts';
import { type Presentation, presentationOf, type ReportFlags } from './presentation.ts';
import { chooseNamespace, parseTarget } from './target.ts';
import { surfaceOf, WaitingSign } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { missed, type Waited } from './waiting.ts';

/** oclif's own bound of flags and arguments, which it does not export by name. */
type Named = OutputFlags<Record<string, never>>;

/** What a command's work is handed: the cluster, what to look at in it, and a sign to tell of waiting by. */
export interface Work {
  readonly cluster: Cluster;
  readonly scope: Scope;
  readonly failOn: FailOn;
  readonly sign: WaitingSign;
  readonly presentation: Presentation;
}

export abstract class B7leCommand extends Command {
  protected readonly env: Readonly<Record<string, string | undefined>> = process.env;
  /** The config file in force; null where there is none. */
  protected configured: ConfigFile | null = null;

  /** The line, with the config file's word for what it leaves open. */
  protected override async parse<F extends Named, B extends Named, A extends Named>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    const line = await super.parse(options, argv);
    const { parsed, configured } = await configure(line, options?.flags ?? {}, this.env);
    this.configured = configured;
    return parsed;
  }

  /**
   * Connects, does the work, presents its report and sets the exit code. A cluster that could not be read is one sentence on
   * stderr, and for programs an error object on stdout (contract 3).
   */
  protected async report(
    flags: ReportFlags,
    target: string | undefined,
    work: (how: Work) => Promise<Report>,
  ): Promise<void> {
    await this.withCluster(flags, target, async (how) => {
      const report = await work(how);
      how.sign.stop();
      await this.present(report, how.presentation);
    });
  }

  /** Connects and does work that presents what it finds by itself; errors as in `report`. */
  protected async withCluster(
    flags: ReportFlags,
    target: string | undefined,
    work: (how: Work) => Promise<void>,
  ): Promise<void> {
    const how = presentationOf(flags);
    let scope = this.scopeOf(flags, target, null);
    let cluster: Cluster | null = null;
    const sign = new WaitingSign(process.stderr, flags.quiet, this.env);
    try {
      cluster = await this.connect(flags);
      scope = this.scopeOf(flags, target, cluster.namespace);
      await work({ cluster, scope, failOn: how.failOn, sign, presentation: how });
      sign.stop();
    } catch (error) {
      sign.stop();
      if (!(error instanceof ClusterError)) throw error;
      await this.presentError(error, scope.namespace, cluster, how);
    } finally {
      cluster?.close();
    }
  }

  /** Presents a report that needs no cluster, and sets the exit code. */
  protected async reportAlone(flags: ReportFlags, work: (generatedAt: string) => Report): Promise<void> {
    await this.present(work(new Date().toISOString()), presentationOf(flags));
  }

  /** Presents a report made of a file; errors as in `report`. */
  protected async reportFrom(flags: ReportFlags, work: () => Promise<Report>): Promise<void> {
    const how = presentationOf(flags);
    try {
      await this.present(await work(), how);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      await this.presentError(error, null, null, how);
    }
  }

  /** The report of a command that could not read at all; a command with a report of its own kind gives that. */
  protected async errorReport(facts: ErrorFacts): Promise<Report> {
    return errorReport(facts);
  }

  /** Shows views on stdout as they come. */
  protected async shown(noColor: boolean): Promise<(view: View) => void> {
    const { paint } = await import('../report/paint.ts');
    const surface = surfaceOf(process.stdout, this.env, noColor);
    return (view) => this.print(paint(view, surface));
  }

  protected exitsWith(code: number): void {
    process.exitCode = code;
  }

  protected print(text: string): void {
    process.stdout.write(text);
  }

  override async catch(error: Error): Promise<void> {
    // told at the door, which knows of no config file
    if (this.settings.color === 'never' && !this.env.FORCE_COLOR) process.env.NO_COLOR = '1';
    throw error;
  }

  /** What flags, environment and settings ask for. @param context the namespace of the kubeconfig's context */
  protected scopeOf(flags: ReportFlags, target: string | undefined, context: string | null): Scope {
    const all = flags['all-namespaces'];
    if (all && target) throw new UsageError('TARGET and -A exclude each other: a name belongs to one namespace');
    const { namespace: config, controllers, thresholds } = this.settings;
    const chosen = chooseNamespace({ all, flag: flags.namespace, env: this.env.B7LE_NAMESPACE, config, context });
    return {
      ...chosen,
      target: target === undefined ? null : parseTarget(target),
      contextGiven: flags.context ?? this.settings.context ?? null,
      overrides: controllers,
      thresholds,
    };
  }

  private get settings(): ConfigFile['settings'] {
    return this.configured?.settings ?? NO_SETTINGS;
  }

  /** Loads the cluster room only here: commands that need no cluster never pay for it. */
  private async connect(flags: ReportFlags): Promise<Cluster> {
    const { connect } = await import('../cluster/index.ts');
    return connect({
      kubeconfig: flags.kubeconfig ?? null,
      context: flags.context ?? this.settings.context ?? null,
      as: flags.as ?? null,
      asGroups: flags['as-group'] ?? [],
      env: this.env,
      timeoutMs: timeoutInForce(flags, this.settings),
      trace: flags.verbose ? (text) => process.stderr.write(`${text}\n`) : null,
    });
  }

  /** Shows a report and sets the exit code. @param where stderr where stdout is for something else */
  protected async present(report: Report, how: Presentation, where: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    const render = await RENDERERS[how.format]();
    process.exitCode = report.exitCode;
    process[where].write(render(report, surfaceOf(process[where], this.env, how.noColor), how));
  }

  /** Says on stderr what could not be given; a critical verdict before it stays. */
  protected async fails(sentence: string, hint: string): Promise<void> {
    const unknown = await tellFailure(new ClusterError('not-found', sentence, hint));
    if (process.exitCode !== 2) process.exitCode = unknown;
  }

  /** What `--wait` came to: a report, or one that is not what was waited for, which a person gets on stderr. */
  protected async presentWaited({ report, error, waitedMs }: Waited, how: Presentation): Promise<void> {
    if (report === null) throw error ?? new Error('nothing was read');
    if (report.exitCode === 0) return this.present(report, how);
    const machine = MACHINE_FORMATS.includes(how.format);
    if (machine) await this.present(report, how);
    process.stderr.write(`${missed({ report, error, waitedMs })}\n`);
    await this.present(report, { ...how, format: machine ? 'short' : how.format }, 'stderr');
  }

  private async presentError(
    error: ClusterError,
    namespace: string | null,
    cluster: Cluster | null,
    how: Presentation,
  ): Promise<void> {
    const reason = gapReasonOf(error);
    const { context, server } = cluster ?? { context: null, server: null };
    const what = 'the elections of this cluster';
    const facts = { generatedAt: new Date().toISOString(), namespace, context, server, what, reason };
    const report = await this.errorReport({ ...facts, detail: error.message });
    if (MACHINE_FORMATS.includes(how.format)) await this.present(report, how);
    process.exitCode = report.exitCode;
    await tellFailure(error, how.noColor);
  }
}
