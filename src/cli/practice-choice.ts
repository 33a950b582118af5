// What a line of `b7le practice` asks for: the list, a scenario, a drill, or what the last drill was.

import type { Scenario } from '../practice/index.ts';
import { type Drill, lastDrill } from './drill.ts';
import { UsageError } from './usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type Choice =
  | { readonly do: 'list' }
  | { readonly do: 'reveal'; readonly scenario: Scenario; readonly seed: string }
  | { readonly do: 'start'; readonly scenario: Scenario; readonly seed: string; readonly drill: boolean };

export interface Words {
  readonly name: string | undefined;
  readonly drill: boolean;
  readonly reveal: boolean;
  readonly seed: string | undefined;
  /** What stands after `--`; null where there is none. */
  readonly command: readonly string[] | null;
}

/** Parts the line at `--`: what stands after it is another command's affair. */
export function partedAt(argv: readonly string[]): { own: string[]; command: string[] | null } {
  const dashes = argv.indexOf('--');
  if (dashes < 0) return { own: [...argv], command: null };
  return { own: argv.slice(0, dashes), command: argv.slice(dashes + 1) };
}

/** @throws UsageError for a line that asks for nothing that can be had */
export function choose(words: Words, scenarios: readonly Scenario[], env: Env): Choice {
  const { name, drill, command } = words;
  if (words.reveal) return revealed(lastDrill(env), scenarios);
  if (command?.length === 0)
    throw new UsageError('after --, write the command to run', 'b7le practice stuck-lease -- status');
  if (drill && name !== undefined) throw new UsageError('--drill picks the scenario itself: leave the name out');
  if (name === undefined && !drill) {
    if (command) throw new UsageError('name a scenario before the --', 'b7le practice lists them');
    return { do: 'list' };
  }
  const seed = words.seed ?? Math.random().toString(36).slice(2, 8);
  const scenario = drill ? drawn(scenarios) : scenarios.find((each) => each.name === name);
  if (!scenario) throw new UsageError(`there is no scenario ${name}`, 'b7le practice lists them');
  return { do: 'start', scenario, seed, drill };
}

/** A drill is never the same twice in a row by plan, so the seed has no say in it; and it always has a fault. */
function drawn(scenarios: readonly Scenario[]): Scenario {
  const faulty = scenarios.filter(({ cause }) => cause !== null);
  return faulty[Math.floor(Math.random() * faulty.length)] as Scenario;
}

function revealed({ scenario: name, seed }: Drill, scenarios: readonly Scenario[]): Choice {
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) throw new UsageError(`the last drill was ${name}, which this version does not have`);
  return { do: 'reveal', scenario, seed };
}
