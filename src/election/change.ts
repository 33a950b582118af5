// What may happen to an election while somebody watches, and for how long nobody led (contract 3, leaderlessMs).

export type ChangeKind =
  | 'taken-over'
  | 'released'
  | 'late'
  | 'expired'
  | 'unclaimed'
  | 'renewed-again'
  | 'created'
  | 'recreated'
  | 'counter-fell'
  | 'deleted'
  | 'stopped';

/** From which end of the old leader's work the time without a leader is counted (contract 3). */
export type LeaderlessFrom = 'release' | 'container-end' | 'last-renewal';

export interface Change {
  readonly kind: ChangeKind;
  /** Local monotonic milliseconds. */
  readonly at: number;
  readonly namespace: string;
  readonly lease: string;
  /** Holder identities before and after; null where there was or is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** How long nobody led, in milliseconds; null where this change ends no vacancy, or where its begin is not known. */
  readonly leaderlessMs: number | null;
  readonly leaderlessFrom: LeaderlessFrom | null;
  /** How long ago the old holder had renewed, in milliseconds; null where that was not seen. */
  readonly sinceRenewalMs: number | null;
  /** The holder's pod, for `stopped`. */
  readonly pod: string | null;
  /** How its container ended, such as `exit 137, OOMKilled`. */
  readonly how: string | null;
}
