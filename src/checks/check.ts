// What a check is: one fact about an election that should hold, the evidence it needs, and what to say where it does not.

import type { Election } from '../election/election.ts';
import type { Evidence, Observation } from '../election/observation.ts';

export type Severity = 'critical' | 'warning' | 'info' | 'unknown';
/** In the order of contract 4. */
export const SUITES = ['lease', 'holder', 'leaders', 'workload', 'timing', 'access', 'network'] as const;
export type Suite = (typeof SUITES)[number];

export interface Subject {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface Remedy {
  readonly text: string;
  /** Complete and ready to paste, null where no command does it. */
  readonly command: string | null;
}

export type FactValue = string | number | boolean | null | readonly string[] | readonly number[];

/** A finding as a check makes it; the engine adds the election it belongs to. */
export interface Trouble {
  readonly severity: Exclude<Severity, 'unknown'>;
  readonly subject: Subject;
  /** One sentence with the object and the number, without a full stop. */
  readonly summary: string;
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly remedy: readonly Remedy[];
}

/** No trouble (an empty list), troubles, or the reason why it could not be told. */
export type Judgement = readonly Trouble[] | { readonly unknown: string };

export interface Check {
  readonly id: string;
  readonly suite: Suite;
  /** The healthy case, in lower case. */
  readonly title: string;
  /** The worst severity that this check gives (contract 4). */
  readonly worst: Exclude<Severity, 'unknown'>;
  /** Evidence without which it cannot be told; a gap there makes the finding unknown. `renewal`: whether the Lease is renewed. */
  readonly needs: readonly (Evidence | 'renewal')[];
  /** Asked by doctor alone, since nobody else reads what it rests on (`Observation.around`): elsewhere no answer is no answer. */
  readonly doctorOnly?: true;
  /**
   * Whether the question arises at all.
   * @param unread evidence that could not be read: where it might hold the answer, the question arises
   */
  applies(election: Election, unread: ReadonlySet<Evidence>): boolean;
  judge(election: Election, observation: Observation): Judgement;
}

export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly lease: string | null;
  /** Which election it belongs to, as `id` of the report's elections. */
  readonly election: string;
  readonly subject: Subject;
  readonly summary: string;
  readonly cause: boolean;
  /** True where another finding of the same election explains this one. */
  readonly follows: boolean;
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly remedy: readonly Remedy[];
  readonly docs: string;
}

/** A check that cannot fail to know: `holds` as its healthy judgement. */
export const HOLDS: Judgement = [];

/** The answer of a check whose silence would be a claim about a renewal that nobody saw. */
export const NOT_PROVEN: Judgement = {
  unknown: 'one read did not prove whether the Lease is renewed, and it was not watched for long enough',
};
