// What to type next: at most three commands for all that was found, of the causes first, the safest of them first.

import type { Finding } from './check.ts';

/** @public At most so many; more is not a next step but a list. */
const MOST = 3;

export interface NextStep {
  /** Which election it is for. */
  readonly election: string;
  /** The finding that it answers. */
  readonly finding: string;
  readonly command: string;
  /** What it will do. */
  readonly text: string;
}

/** How much a command may change, least first; the first row that fits a command counts. */
const KUBECTL = String.raw`^kubectl (?:(?:-n|--context) (?:'[^']*'|\S+) )*`;
const RISK: readonly RegExp[] = [
  new RegExp(
    String.raw`(?:^b7le (?!break-lease|failover-test)|${KUBECTL}(?:get|describe|logs|top|auth|rollout (?:status|history))\b)(?!.*\| *kubectl)`,
  ),
  new RegExp(String.raw`\| *kubectl apply\b|${KUBECTL}(?:create|label|annotate)\b`),
  new RegExp(String.raw`${KUBECTL}(?:set|scale|patch|apply|edit|rollout)\b`),
  new RegExp(String.raw`${KUBECTL}delete\b`),
];

/** How risky a command is: 0 only reads, 1 adds, 2 changes what is there, 3 ends a process, 4 anything else. */
export function riskOf(command: string): number {
  const found = RISK.findIndex((pattern) => pattern.test(command));
  return found === -1 ? RISK.length : found;
}

/**
 * @param findings marked, worst first
 * @param order ids of elections, the worst first: each gets one step before any gets a second one
 */
export function nextSteps(findings: readonly Finding[], order: readonly string[]): NextStep[] {
  const byElection = order.map((election) => stepsFor(findings.filter((one) => one.election === election)));
  const chosen: NextStep[] = [];
  for (let round = 0; round < MOST; round++) {
    for (const steps of byElection) {
      const step = steps[round];
      if (step && chosen.length < MOST && !chosen.some(({ command }) => command === step.command)) chosen.push(step);
    }
  }
  return chosen.toSorted(
    (a, b) => order.indexOf(a.election) - order.indexOf(b.election) || riskOf(a.command) - riskOf(b.command),
  );
}

/** The commands for one election: what follows from a cause needs none of its own, and a note needs none. */
function stepsFor(findings: readonly Finding[]): NextStep[] {
  const troubles = findings.filter(
    ({ severity, follows }) => (severity === 'critical' || severity === 'warning') && !follows,
  );
  const causesFirst = firstOfAlike(troubles.toSorted((a, b) => Number(b.cause) - Number(a.cause)));
  const steps = causesFirst.flatMap(({ election, id, remedy }) =>
    remedy.flatMap(({ command, text }) => (command === null ? [] : [{ election, finding: id, command, text }])),
  );
  return [...new Map(steps.map((step) => [step.command, step])).values()];
}

/** What happens to several pods alike needs one look, at the first of them. */
function firstOfAlike(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ id, subject }) => {
    if (subject.kind !== 'Pod') return true;
    const before = seen.has(id);
    seen.add(id);
    return !before;
  });
}
