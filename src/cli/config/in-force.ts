// Which settings are in force and who set each: a flag, a variable of the environment, the config file, the kubeconfig, nobody.

import type { ControllerOverride } from '../../election/controller-override.ts';
import { formatDuration } from '../../election/duration.ts';
import { marginMsOf, slowFailoverMsOf } from '../../election/thresholds-given.ts';
import type { ReportedSetting } from '../../report/config-report.ts';
import { chooseNamespace } from '../target.ts';
import { type ConfigFile, NO_SETTINGS, type Settings } from './settings.ts';

type Flags = Readonly<Record<string, unknown>>;

/** Flags that a setting stands in for where they are not given, in every command that has them. */
const STAND_INS: readonly (readonly [flag: string, setting: keyof Settings])[] = [
  ['observe', 'observeMs'],
  ['fail-on', 'failOn'],
  ['skip', 'skip'],
  ['output', 'output'],
];

/** What a command's line says, and what the command could take. */
export interface Line {
  readonly flags: Flags;
  /** Names of the flags that stand on the line, not those with a default. */
  readonly given: ReadonlySet<string>;
  /** The flags that the command has; where one takes only certain values, these. */
  readonly known: Readonly<Record<string, object>>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The flags with what the config file says in place of those that were not given. */
export function withStandIns({ flags, given, known }: Line, settings: Settings, env: Env): Flags {
  const stand = STAND_INS.filter(([flag, setting]) => {
    const value = settings[setting];
    const { options } = (known[flag] ?? {}) as { readonly options?: readonly string[] };
    const taken = options?.includes(String(value)) ?? flag in known;
    // of a cluster there is no SARIF: doctor has it for the files of -f alone
    const lacks = value === 'sarif' && flags.filename === undefined;
    return !given.has(flag) && value !== undefined && taken && !lacks;
  });
  const plain = settings.color === 'never' && !env.NO_COLOR && !env.FORCE_COLOR;
  return {
    ...flags,
    ...Object.fromEntries(stand.map(([flag, setting]) => [flag, settings[setting]])),
    ...(plain ? { 'no-color': true } : {}),
  };
}

/** What the kubeconfig says; null where it could not be read. */
export type Kubeconfig = { readonly context: string | null; readonly namespace: string | null } | null;

/** Every setting in force, in the order of the documentation. @param line with stand-ins */
export function settingsInForce(
  line: Line,
  env: Env,
  config: ConfigFile | null,
  kubeconfig: Kubeconfig,
): ReportedSetting[] {
  const { settings, lines }: Pick<ConfigFile, 'settings' | 'lines'> = config ?? { settings: NO_SETTINGS, lines: {} };
  const { flags, given } = line;
  const from = (key: string, source: string, value: ReportedSetting['value']): ReportedSetting => ({
    key,
    value,
    source,
    line: source === 'config' ? (lines[key] ?? null) : null,
  });
  const plain = (key: string, flag: string, setting: unknown, value: ReportedSetting['value']) =>
    from(key, given.has(flag) ? `--${flag}` : setting === undefined ? 'default' : 'config', value);
  const timeoutMs = (flags.timeout as number | undefined) ?? settings.timeoutMs ?? TIMEOUT_MS;
  const observeMs = flags.observe as number | undefined;
  const { slowFailoverMs, marginMs } = settings.thresholds;
  const json = flags.json === true;
  return [
    namespaceInForce(line, env, settings, kubeconfig, from),
    given.has('context') || settings.context !== undefined
      ? plain('context', 'context', settings.context, (flags.context ?? settings.context) as string)
      : from('context', 'kubeconfig', kubeconfig?.context ?? null),
    plain('timeout', 'timeout', settings.timeoutMs, formatDuration(timeoutMs)),
    plain('observe', 'observe', settings.observeMs, observeMs === undefined ? null : formatDuration(observeMs)),
    plain('failOn', 'fail-on', settings.failOn, flags['fail-on'] as string),
    plain('skip', 'skip', settings.skip, (flags.skip as string[] | undefined) ?? []),
    json
      ? from('output', '--json', 'json')
      : plain(
          'output',
          'output',
          settings.output,
          given.has('output') ? (flags.output as string) : (settings.output ?? 'table'),
        ),
    colorInForce(given, env, settings, from),
    from('thresholds.slowFailover', sourceOf(slowFailoverMs), formatDuration(slowFailoverMsOf(settings))),
    from('thresholds.margin', sourceOf(marginMs), formatDuration(marginMsOf(settings))),
    ...(settings.controllers.length === 0 ? [from('controllers', 'default', [])] : []),
    ...settings.controllers.map((override, at) => from(`controllers[${at}]`, 'config', written(override))),
  ];
}

/** As in the cluster room's deadline: contract 1. */
const TIMEOUT_MS = 60_000;

function sourceOf(setting: unknown): string {
  return setting === undefined ? 'default' : 'config';
}

type From = (key: string, source: string, value: ReportedSetting['value']) => ReportedSetting;

/** Where a kubeconfig could not be read, whether its context sets a namespace is not known. */
function namespaceInForce({ flags }: Line, env: Env, settings: Settings, kubeconfig: Kubeconfig, from: From) {
  const { namespace, namespaceSource } = chooseNamespace({
    all: flags['all-namespaces'] === true,
    flag: flags.namespace as string | undefined,
    env: env.B7LE_NAMESPACE,
    config: settings.namespace,
    context: kubeconfig?.namespace ?? null,
  });
  if (kubeconfig === null && namespaceSource === 'default') return from('namespace', 'context', null);
  return from('namespace', namespaceSource, namespace);
}

function colorInForce(given: ReadonlySet<string>, env: Env, { color }: Settings, from: From): ReportedSetting {
  if (given.has('no-color')) return from('color', '--no-color', 'never');
  if (env.NO_COLOR) return from('color', 'NO_COLOR', 'never');
  const forced = env.FORCE_COLOR;
  if (forced) return from('color', 'FORCE_COLOR', forced === '0' || forced === 'false' ? 'never' : 'always');
  return from('color', sourceOf(color), color ?? 'auto');
}

/** An override as the file has it. */
function written({ workload, ...names }: ControllerOverride): Record<string, string | null> {
  return { ...names, workload: workload === null ? null : `${workload.kind}/${workload.name}` };
}
