// Settings from a config file's text: held to the schema, then what a schema cannot say.

import { KNOWN_IDS } from '../../checks/known-ids.ts';
import type { ControllerOverride } from '../../election/controller-override.ts';
import { parseDuration } from '../../election/duration.ts';
import { type Path, wordsOf } from '../../manifests/path.ts';
import { parseTarget } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { conforms } from './conforms.ts';
import { type ConfigDocument, documentOf } from './document.ts';
import { firstFault } from './fault.ts';
import { nearest } from './nearest.ts';
import type { ConfigFile, Settings } from './settings.ts';

/** As the schema has it: durations are still text. */
interface Written {
  readonly namespace?: string;
  readonly context?: string;
  readonly timeout?: string;
  readonly observe?: string;
  readonly failOn?: NonNullable<Settings['failOn']>;
  readonly skip?: readonly string[];
  readonly output?: NonNullable<Settings['output']>;
  readonly color?: 'auto' | 'never';
  readonly thresholds?: { readonly slowFailover?: string; readonly margin?: string };
  readonly controllers?: readonly WrittenController[];
}

type WrittenController = { readonly [K in keyof ControllerOverride]?: string };

/**
 * Reads a config file's text. Pure.
 * @param file its name, for sentences
 * @throws UsageError for the first thing that is wrong with it, with its line
 */
export function settingsIn(text: string, file: string): Pick<ConfigFile, 'settings' | 'lines'> {
  const document = documentOf(text, file);
  const value = document.value ?? {};
  if (!conforms(value)) {
    const { line, sentence } = firstFault(conforms.errors ?? [], document);
    throw new UsageError(`${file}:${line}: ${sentence}`);
  }
  const written = value as Written;
  const wrong = (path: Path, sentence: string) => new UsageError(`${file}:${document.lineOf(path)}: ${sentence}`);
  for (const [at, id] of (written.skip ?? []).entries()) {
    if (KNOWN_IDS.includes(id)) continue;
    throw wrong(['skip', at], `${wordsOf(['skip', at])}: there is no check ${id}${suggestion(id)}`);
  }
  const ms = (path: Path, duration: string | undefined): number | undefined => {
    const read = duration === undefined ? undefined : parseDuration(duration);
    if (read === null) throw wrong(path, `${wordsOf(path)} ${duration} is longer than a duration can be`);
    return read;
  };
  return { settings: settingsOf(written, ms), lines: linesOf(written, document) };
}

function suggestion(id: string): string {
  const near = nearest(id, KNOWN_IDS);
  return near === null ? ' (b7le explain lists them)' : `; did you mean ${near}?`;
}

function settingsOf(written: Written, ms: (path: Path, text: string | undefined) => number | undefined): Settings {
  const { timeout, observe, thresholds, controllers, ...same } = written;
  const { slowFailover, margin } = thresholds ?? {};
  return {
    ...same,
    ...given('timeoutMs', ms(['timeout'], timeout)),
    ...given('observeMs', ms(['observe'], observe)),
    thresholds: {
      ...given('slowFailoverMs', ms(['thresholds', 'slowFailover'], slowFailover)),
      ...given('marginMs', ms(['thresholds', 'margin'], margin)),
    },
    controllers: (controllers ?? []).map(overrideOf),
  };
}

function given<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number };
}

function overrideOf({ workload, ...rest }: WrittenController): ControllerOverride {
  const nothing = { lease: null, namespace: null, workloadNamespace: null, container: null, serviceAccount: null };
  const target = workload === undefined ? null : (parseTarget(workload) as ControllerOverride['workload']);
  return { ...nothing, ...rest, workload: target };
}

function linesOf({ thresholds, controllers, ...plain }: Written, { lineOf }: ConfigDocument): Record<string, number> {
  const paths: Path[] = [
    ...Object.keys(plain).map((key) => [key]),
    ...Object.keys(thresholds ?? {}).map((key) => ['thresholds', key]),
    ...(controllers ?? []).map((_, at) => ['controllers', at]),
  ];
  return Object.fromEntries(paths.map((path) => [wordsOf(path), lineOf(path)]));
}
