// The practice cluster for a person: the list of scenarios, how one opens, what happens in it, and what a drill was.

import { line, span, type View } from './view.ts';

/** What is shown of a scenario. */
export interface ShownScenario {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  readonly wrong: string;
  readonly shows: string;
  readonly cause: string | null;
  readonly tries: readonly string[];
}

/** @param groups by name, in order, what each is about */
export function scenarioList(scenarios: readonly ShownScenario[], groups: Readonly<Record<string, string>>): View {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  const row = ({ name, title }: ShownScenario) =>
    line(2, [span(name.padEnd(width + 2), 'strong'), span(title)], width + 2);
  return [
    ...Object.entries(groups).flatMap(([group, about]) => [
      line(0, [span(group, 'strong'), span(`   ${about}`, 'dim')], 2),
      ...scenarios.filter((scenario) => scenario.group === group).map(row),
      null,
    ]),
    line(0, [span('try    ', 'dim'), span('b7le practice stuck-lease -- status')], 7, true),
    line(0, [span('train  ', 'dim'), span('b7le practice --drill')], 7, true),
  ];
}

export interface Opening {
  /** null in a drill, which tells nothing. */
  readonly scenario: ShownScenario | null;
  readonly kubernetes: string;
  readonly url: string;
  readonly seed: string;
  readonly kubeconfig: string;
}

/** The kubeconfig line and three commands to try. */
export function opening({ scenario, kubernetes, url, seed, kubeconfig }: Opening): View {
  const where = `Kubernetes ${kubernetes} · ${url}`;
  const about = scenario === null ? [] : [line(2, [span(scenario.wrong)], 0), line(2, [span(scenario.shows)], 0)];
  const tries = scenario?.tries ?? ['b7le status', 'b7le status -o wide', 'kubectl get lease,pods -A'];
  const title = scenario === null ? 'drill' : scenario.name;
  return [
    line(0, [span(title, 'strong'), span(`   ${where}${scenario === null ? '' : ` · seed ${seed}`}`)], 2),
    ...about,
    null,
    line(2, [span(`export KUBECONFIG=${quoted(kubeconfig)}`, 'strong')], 0, true),
    ...tries.map((command) => line(2, [span(command)], 0, true)),
    null,
    line(
      2,
      [
        span(
          scenario === null
            ? 'In another terminal. Ctrl-C ends it, b7le practice --reveal tells what was wrong.'
            : 'In another terminal. Ctrl-C ends it; this is what happens meanwhile:',
          'dim',
        ),
      ],
      0,
    ),
    null,
  ];
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** One thing that happened. @param time of day, as it is to be shown */
export function happened(time: string, pod: string, text: string): View {
  return [line(0, [span(`${time}  `, 'dim'), ...(pod === '' ? [] : [span(`${pod}  `)]), span(text, 'strong')], 10)];
}

export function revealed({ name, wrong, shows, cause }: ShownScenario, seed: string): View {
  return [
    line(0, [span(name, 'strong'), span(`   the last drill · seed ${seed}`)], 2),
    line(2, [span(wrong)], 0),
    line(2, [span(shows)], 0),
    null,
    ...(cause === null ? [] : [line(2, [span('cause  ', 'dim'), span(cause)], 7)]),
    line(2, [span('again  ', 'dim'), span(`b7le practice ${name} --seed ${quoted(seed)}`)], 7, true),
  ];
}
