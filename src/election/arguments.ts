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
  readonly value: string;
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
    const ms = durationOf(word ?? (shared as Word));
    if (ms === null) {
      unreadable.push((word ?? (shared as Word)).written);
      return null;
    }
    const { source, written } = word ?? (shared as Word);
    return { ms: word ? ms : ms / part, source, written };
  };
  const enabled = enabledBy(words);
  const identity = last('identity')?.value ?? null;
  const release = last('release');
  return {
    container: spec.name === '' ? null : spec.name,
    mentioned: words.some((word) => TELLING.includes(word.key)),
    enabled: enabled ? enabled.on : null,
    enabledBy: enabled?.written ?? null,
    leaseName: last('name')?.value || null,
    leaseNamespace: last('namespace')?.value || null,
    identity: identity === null || identity === '' || identity.includes('$(') ? null : identity,
    leaseDuration: duration('leaseDuration', 1),
    renewDeadline: duration('renewDeadline', 2),
    retryPeriod: duration('retryPeriod', 4),
    releaseOnCancel: release ? isTrue(release.value) : null,
    metrics: metricsOf(last('metrics'), last('metricsSecure')),
    swallowed,
    unreadable,
  };
}

function enabledBy(words: readonly Word[]): { on: boolean; written: string } | null {
  const word = words.findLast(({ key }) => key === 'enable' || key === 'disable');
  if (!word) return null;
  return { on: isTrue(word.value) === (word.key === 'enable'), written: word.written };
}

/** Splits the command line as Go's `flag` does: one or two dashes, booleans only with `=`; also values in a word of their own. */
function wordsOf(spec: ContainerSpec): { words: Word[]; swallowed: ElectionArguments['swallowed'] } {
  const expand = (text: string) => text.replace(/\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name) => spec.env[name] ?? whole);
  const words = variablesOf(spec.env);
  const line = [...spec.command.slice(1), ...spec.args].map(expand);
  for (let at = 0; at < line.length; at++) {
    const token = line[at] as string;
    if (token === '--') break;
    const parts = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(token);
    const key = parts ? keyOf(FLAGS, parts[1] as string) : null;
    if (!parts || !key) continue;
    const next = line[at + 1];
    const flag = `--${parts[1]}`;
    if (BOOLEANS.includes(key)) {
      words.push({ key, flag, value: parts[2] ?? 'true', source: 'flag', written: token });
      if (parts[2] === undefined && next !== undefined && GO_BOOLEAN.test(next)) {
        const ignored = line.slice(at + 2).filter((word) => word.startsWith('-'));
        return { words, swallowed: { flag, value: next, ignored: ignored.map((word) => word.replace(/=.*$/s, '')) } };
      }
    } else if (parts[2] !== undefined) {
      words.push({ key, flag, value: parts[2], source: 'flag', written: token });
    } else if (next !== undefined) {
      words.push({ key, flag, value: next, source: 'flag', written: `${token} ${next}` });
      at++;
    }
  }
  return { words, swallowed: null };
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
function durationOf(word: Word): number | null {
  const inSeconds = /seconds$/i.test(word.flag) || /^(vip_|lease)/.test(word.flag.replace(/^--/, ''));
  if (inSeconds && /^\d+$/.test(word.value)) return Number(word.value) * 1000;
  return parseDuration(word.value);
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
  return { port, secure: secure ? isTrue(secure.value) : port === 8443 || port === 443 };
}
