// What a container's arguments and environment say about leader election, in all the dialects of reference 7.
// Only what concerns election is kept: arguments and environments may hold secrets, and an Observation is saved to files.

import { BOOLEANS, FLAGS, type Key, TELLING, VARIABLES } from './argument-families.ts';
import { parseDuration } from './duration.ts';

/** A duration as it was set, with the words it was set by. */
export interface Setting {
  readonly ms: number;
  readonly source: 'flag' | 'env';
  readonly written: string;
}

export interface ElectionArguments {
  /** The container that takes part in the election; null where no container was given. */
  readonly container: string | null;
  /** True where any flag or variable of an election family is set. */
  readonly mentioned: boolean;
  readonly enabled: boolean | null;
  readonly enabledBy: string | null;
  readonly leaseName: string | null;
  readonly leaseNamespace: string | null;
  /** A fixed identity; null where none is set, or where it differs from pod to pod. */
  readonly identity: string | null;
  readonly leaseDuration: Setting | null;
  readonly renewDeadline: Setting | null;
  readonly retryPeriod: Setting | null;
  readonly releaseOnCancel: boolean | null;
  /** The kind of lock as set: `leases`, `configmaps`, `endpointsleases` …; null where it is not. */
  readonly lock: string | null;
  /** Where metrics are served, if the arguments say so; `secure` means TLS with a token. */
  readonly metrics: { readonly port: number; readonly secure: boolean } | null;
  /** A boolean flag written as two words; Go's `flag` package then ignores everything after it. */
  readonly swallowed: { readonly flag: string; readonly value: string; readonly ignored: readonly string[] } | null;
  /** Election settings whose value Go would not read. */
  readonly unreadable: readonly string[];
}

export interface ContainerSpec {
  readonly name: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Literal values only; null where the value comes from elsewhere. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly ports: readonly { readonly name: string | null; readonly port: number }[];
}

const GO_BOOLEAN = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

interface Word {
  readonly key: Key;
  readonly flag: string;
  /** null where it comes from a variable whose value is not in the pod's template. */
  readonly value: string | null;
  readonly source: 'flag' | 'env';
  readonly written: string;
}

/** Reads the arguments of a pod template: of the container that mentions election, else of the default one, else of the first. */
export function readArguments(
  containers: readonly ContainerSpec[],
  defaultContainer: string | null = null,
): ElectionArguments {
  const all = containers.map(readContainer);
  const chosen =
    all.find((found) => found.mentioned) ??
    all.find((found) => found.container === defaultContainer) ??
    all.find((found) => found.container !== 'kube-rbac-proxy');
  return chosen ?? all[0] ?? readContainer({ name: '', command: [], args: [], env: {}, ports: [] });
}

function readContainer(spec: ContainerSpec): ElectionArguments {
  const { words, swallowed } = wordsOf(spec);
  const unreadable: string[] = [];
  const last = (key: Key): Word | null => words.findLast((word) => word.key === key) ?? null;
  const duration = (key: 'leaseDuration' | 'renewDeadline' | 'retryPeriod', part: number): Setting | null => {
    const word = last(key);
    const shared = last('ttl');
    if (!word && !shared) return null;
    const { flag, value, source, written } = word ?? (shared as Word);
    if (value === null) return null;
    const ms = durationOf(flag, value);
    if (ms === null) {
      unreadable.push(written);
      return null;
    }
    return { ms: word ? ms : ms / part, source, written };
  };
  const truth = (word: Word | null): boolean | null => {
    if (word === null || word.value === null) return null;
    if (!GO_BOOLEAN.test(word.value)) unreadable.push(word.written);
    return GO_BOOLEAN.test(word.value) ? isTrue(word.value) : null;
  };
  const switched = words.findLast(({ key }) => key === 'enable' || key === 'disable') ?? null;
  const on = truth(switched);
  const identity = last('identity')?.value ?? null;
  return {
    container: spec.name === '' ? null : spec.name,
    mentioned: words.some((word) => TELLING.includes(word.key)),
    enabled: on === null ? null : on === (switched?.key === 'enable'),
    enabledBy: switched?.written ?? null,
    leaseName: last('name')?.value || null,
    leaseNamespace: last('namespace')?.value || null,
    identity: identity || null,
    leaseDuration: duration('leaseDuration', 1),
    renewDeadline: duration('renewDeadline', 2),
    retryPeriod: duration('retryPeriod', 4),
    releaseOnCancel: truth(last('release')),
    lock: last('lock')?.value || null,
    metrics: metricsOf(last('metrics'), last('metricsSecure')),
    swallowed,
    unreadable,
  };
}

/** Splits the command line as Go's `flag` does: one or two dashes, booleans only with `=`; also values in a word of their own. */
function wordsOf(spec: ContainerSpec): { words: Word[]; swallowed: ElectionArguments['swallowed'] } {
  const env = expandedEnv(spec.env);
  const words = variablesOf(env);
  const line = [...spec.command.slice(1), ...spec.args];
  for (let at = 0; at < line.length; at++) {
    const token = line[at] as string;
    if (token === '--') break;
    const parts = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(token);
    const key = parts ? keyOf(FLAGS, parts[1] as string) : null;
    if (!parts || !key) continue;
    const next = line[at + 1];
    const flag = `--${parts[1]}`;
    if (BOOLEANS.includes(key)) {
      words.push({ key, flag, value: expand(parts[2] ?? 'true', env), source: 'flag', written: token });
      if (parts[2] === undefined && next !== undefined && GO_BOOLEAN.test(next)) {
        const ignored = line.slice(at + 2).filter((word) => word.startsWith('-'));
        return { words, swallowed: { flag, value: next, ignored: ignored.map((word) => word.replace(/=.*$/s, '')) } };
      }
    } else if (parts[2] !== undefined) {
      words.push({ key, flag, value: expand(parts[2], env), source: 'flag', written: expand(token, env) ?? token });
    } else if (next !== undefined) {
      words.push({ key, flag, value: expand(next, env), source: 'flag', written: `${token} ${next}` });
      at++;
    }
  }
  return { words, swallowed: null };
}

/**
 * `$(VAR)` as the kubelet expands it: `$$` is a dollar, an unknown name stays as it is.
 * @returns null where a variable has a value that the template does not show
 */
function expand(text: string, env: ContainerSpec['env']): string | null {
  let hidden = false;
  const expanded = text.replace(/\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g, (whole, name?: string) => {
    if (name === undefined) return '$';
    const value = Object.hasOwn(env, name) ? env[name] : whole;
    hidden ||= value === null;
    return value ?? '';
  });
  return hidden ? null : expanded;
}

/** Variables may name those before them. */
function expandedEnv(env: ContainerSpec['env']): ContainerSpec['env'] {
  const so: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(env)) so[name] = value === null ? null : expand(value, so);
  return so;
}

function variablesOf(env: ContainerSpec['env']): Word[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const key = keyOf(VARIABLES, name);
    if (!key || value === null || value === '') return [];
    return [{ key, flag: name, value, source: 'env' as const, written: `${name}=${value}` }];
  });
}

function keyOf(table: readonly (readonly [RegExp, Key])[], name: string): Key | null {
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** A duration in Go's words; a bare number is seconds in the families that count in seconds (reference 7: metal3, kube-vip). */
function durationOf(flag: string, value: string): number | null {
  const inSeconds = /seconds$/i.test(flag) || /^(vip_|lease)/.test(flag.replace(/^--/, ''));
  if (inSeconds && /^\d+$/.test(value)) return Number(value) * 1000;
  return parseDuration(value);
}

function isTrue(value: string): boolean {
  return /^(1|t|T|TRUE|true|True)$/.test(value);
}

/** Which port serves metrics; a scheme is taken from the arguments and from the port's custom (8443), never found by trial. */
function metricsOf(address: Word | null, secure: Word | null): ElectionArguments['metrics'] {
  const port = Number(/:(\d{1,5})$/.exec(address?.value ?? '')?.[1] ?? 0);
  if (port === 0 || port > 65_535) return null;
  const local = /^(127\.|localhost|\[::1\])/.test(address?.value ?? '');
  if (local) return null;
  return { port, secure: secure?.value ? isTrue(secure.value) : port === 8443 || port === 443 };
}
