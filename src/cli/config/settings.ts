// What a config file can set. docs/schemas/config.schema.json says what it looks like.

import type { ControllerOverride } from '../../election/controller-override.ts';
import type { ThresholdsGiven } from '../../election/thresholds-given.ts';
import type { Format } from '../../report/render/index.ts';
import type { FailOn } from '../../report/verdict.ts';

/** What is not set is left out; durations are milliseconds. */
export interface Settings {
  readonly namespace?: string;
  readonly context?: string;
  readonly timeoutMs?: number;
  readonly observeMs?: number;
  readonly failOn?: FailOn;
  readonly skip?: readonly string[];
  readonly output?: Format;
  readonly color?: 'auto' | 'never';
  readonly thresholds: ThresholdsGiven;
  readonly controllers: readonly ControllerOverride[];
}

export interface ConfigFile {
  readonly file: string;
  /** As told to people. */
  readonly shown: string;
  readonly settings: Settings;
  /** The line of each key that is set: `namespace`, `thresholds.margin`, `controllers[0]`. */
  readonly lines: Readonly<Record<string, number>>;
}

export const NO_SETTINGS: Settings = { thresholds: {}, controllers: [] };
