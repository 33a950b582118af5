// What a program makes of its flags, its image and its behaviour: everything that is fixed before it starts.

import { parseDuration } from '../../../election/duration.ts';
import { requestTimeoutOf } from '../../../elector/candidate.ts';
import { uuidOf } from '../../../elector/random.ts';
import { type Behaviour, behaviourOf } from './behaviour.ts';
import { parseFlags } from './go-flags.ts';
import type { LogFormat, Profile } from './profiles.ts';
import type { Surroundings } from './program.ts';

export interface Settings {
  readonly profile: Profile;
  readonly behaviour: Behaviour;
  readonly values: Readonly<Record<string, string>>;
  readonly clientGo: number;
  readonly logs: LogFormat;
  /** Whether debug lines are shown. */
  readonly debug: boolean;
  readonly elects: boolean;
  readonly identity: string;
  readonly lease: string;
  readonly leaseNamespace: string;
  /** The kind of its lock. */
  readonly lock: string;
  readonly releaseOnCancel: boolean;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
  readonly requestTimeoutMs: number | null;
  /** How long each request of the lock waits for its client's rate limit; null for not at all. */
  readonly lockWaitsMs: number | null;
  /** null where it does not listen for the world. */
  readonly healthPort: number | null;
  readonly metricsPort: number | null;
  readonly secureMetrics: boolean;
}

/** @returns what Go prints where it refuses the flags (exit 2) */
export function settingsOf(surroundings: Surroundings, profile: Profile): Settings | { readonly refusal: string } {
  const { pod, env, args, command, random } = surroundings;
  const words = command.length > 0 ? [...command.slice(1), ...args] : args;
  const parsed = parseFlags(command[0] ?? profile.binary, profile.flags, words);
  if ('refusal' in parsed) return parsed;
  const { values } = parsed;
  const behaviour = behaviourOf(pod.annotations, env);
  const clientGo = Number(behaviour.text('client-go') ?? profile.clientGo);
  const ms = (name: string) => parseDuration(values[name] ?? '0') ?? 0;
  const renewDeadlineMs = ms('leader-elect-renew-deadline');
  const released = behaviour.text('release') ?? values['leader-elect-release-on-cancel'];
  const uuid = uuidOf(random);
  const leaseNamespace =
    behaviour.text('lease-namespace') ||
    values['leader-election-namespace'] ||
    profile.leaseNamespace ||
    env.POD_NAMESPACE;
  return {
    profile,
    behaviour,
    values,
    clientGo,
    logs: logsOf(profile, behaviour, values),
    debug: values['zap-devel'] === 'true' || profile.logs === 'zap-console',
    elects: values['leader-elect'] === 'true',
    identity: behaviour.text('identity') || values.identity || `${pod.hostname}_${uuid}`,
    lease: behaviour.text('lease') || leaseFlag(values, profile),
    leaseNamespace: leaseNamespace || pod.namespace,
    lock: values['leader-elect-resource-lock'] ?? 'leases',
    releaseOnCancel: released === undefined ? profile.release : released === 'true',
    leaseDurationMs: ms('leader-elect-lease-duration'),
    renewDeadlineMs,
    retryPeriodMs: ms('leader-elect-retry-period'),
    requestTimeoutMs: timeoutOf(behaviour, profile, renewDeadlineMs),
    lockWaitsMs: behaviour.duration('lock-waits'),
    healthPort: portOf(values['health-probe-bind-address']),
    metricsPort: portOf(values['metrics-bind-address']),
    secureMetrics: values['secure-metrics'] === 'true',
  };
}

function leaseFlag(values: Readonly<Record<string, string>>, { lease }: Profile): string {
  return values['leader-election-id'] ?? lease;
}

function timeoutOf(behaviour: Behaviour, profile: Profile, renewDeadlineMs: number): number | null {
  if (behaviour.text('request-timeout') === 'none') return null;
  return behaviour.duration('request-timeout') ?? (profile.patient ? null : requestTimeoutOf(renewDeadlineMs));
}

function logsOf({ logs }: Profile, behaviour: Behaviour, values: Readonly<Record<string, string>>): LogFormat {
  const said = behaviour.text('logs');
  if (said === 'klog' || said === 'zap-json' || said === 'zap-console') return said;
  if (logs === 'klog') return logs;
  const encoder = values['zap-encoder'] || (values['zap-devel'] === 'true' ? 'console' : '');
  if (encoder === 'json' || encoder === 'console') return `zap-${encoder}`;
  return logs;
}

/** An address of Go's: `:8081`. One on the loopback is not reached from outside, `0` means none. */
function portOf(address: string | undefined): number | null {
  const [, host, port] = /^(.*):(\d+)$/.exec(address ?? '') ?? [];
  return port === undefined || host === '127.0.0.1' || host === 'localhost' ? null : Number(port);
}
