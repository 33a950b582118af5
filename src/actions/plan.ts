// What a verb that writes wants to do, as plain data: shown before it is asked for, walked by `execute`, written by nobody else.

import type { Guard, Place } from '../cluster/write-port.ts';

/**
 * One write. A guard without resourceVersion, on a lock, means the version that is read in the moment before: for a deed that
 * was forced, and so rests on no proof.
 */
export type Deed =
  | { readonly kind: 'delete-lease'; readonly at: Place; readonly guard: Guard }
  /** The Lease as client-go releases it (reference 1.4, 1.5): no holder, one second, acquired and renewed now. */
  | { readonly kind: 'release-lease'; readonly at: Place; readonly guard: Guard }
  /** Takes the annotation of an old lock off its object, or empties the holder in it. */
  | {
      readonly kind: 'clear-lock' | 'release-lock';
      readonly resource: 'configmaps' | 'endpoints';
      readonly at: Place;
      readonly guard: Guard;
    }
  | { readonly kind: 'delete-pod'; readonly at: Place; readonly guard: Guard; readonly graceSeconds: number | null }
  | {
      readonly kind: 'evict-pod';
      readonly at: Place;
      readonly guard: Guard;
      readonly policy: 'v1' | 'v1beta1';
      readonly graceSeconds: number | null;
    }
  | {
      readonly kind: 'restart-workload';
      readonly workload: 'deployments' | 'statefulsets' | 'daemonsets';
      readonly at: Place;
      readonly guard: Guard;
      /** RFC 3339, by the API server's clock. */
      readonly restartedAt: string;
    };

/** What a person types to say yes: `what` as it is asked for, `text` as it must be typed. */
export interface Typed {
  readonly what: string;
  readonly text: string;
}

/** A verdict in a sentence or two, said before the deeds. */
export interface Word {
  readonly tone: 'plain' | 'warning' | 'critical';
  readonly text: string;
}

/** A better way than the deed, or what should follow it. */
export interface Advice {
  readonly text: string;
  /** To be pasted; null where there is none. */
  readonly command: string | null;
}

export interface Plan {
  readonly deeds: readonly Deed[];
  /** Who holds the Lease and how that is known, a line each. */
  readonly facts: readonly string[];
  /** Whether it helps, what it may cause. */
  readonly words: readonly Word[];
  /** The better remedy first. */
  readonly advice: readonly Advice[];
  /** A sentence a deed, with its guard, and what is to be expected of it. */
  readonly will: readonly string[];
  /** In the order in which they are asked for; all of them, or nothing is done. */
  readonly typed: readonly Typed[];
}

/** Why nothing is done. */
export interface Refusal {
  /** Stable, for programs. */
  readonly reason: string;
  /** Who lives, or what is missing, in a sentence. */
  readonly sentence: string;
  readonly facts: readonly string[];
  readonly words: readonly Word[];
  readonly advice: readonly Advice[];
  /** Whether `--force` would pass. */
  readonly forcible: boolean;
  /** 4, or 3 where the caller has no right to it (contract 2). */
  readonly exitCode: 3 | 4;
}

/** `nothing` is no refusal: what was asked for is so already. */
export type Planned =
  | { readonly plan: Plan }
  | { readonly refusal: Refusal }
  | {
      readonly nothing: {
        readonly sentence: string;
        readonly facts: readonly string[];
        readonly advice: readonly Advice[];
      };
    };
