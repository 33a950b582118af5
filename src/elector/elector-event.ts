// Everything that an elector lets its program know: what it logs, exports, records and calls back. The words are the program's.

export type ElectorEvent =
  /** Begins to compete: the first line of every candidate. */
  | { readonly type: 'attempting' }
  /** Holds the Lease: client-go logs it, and from here on leads. */
  | { readonly type: 'acquired' }
  /** Somebody else's Lease is valid yet (V4). */
  | { readonly type: 'held-by'; readonly holder: string }
  /** A try to acquire failed (V4). */
  | { readonly type: 'try-failed' }
  /** A renewal cycle succeeded (V5). */
  | { readonly type: 'renewed' }
  /** Leadership is over; `error` as this version words it, `reason` as it is. */
  | { readonly type: 'renew-lost'; readonly error: string; readonly reason: 'deadline' | 'canceled' }
  | { readonly type: 'get-error'; readonly message: string }
  | { readonly type: 'create-error'; readonly message: string }
  | { readonly type: 'update-error'; readonly message: string }
  /** The write without reading failed; reading follows. */
  | { readonly type: 'fastpath-miss'; readonly message: string }
  /** A leader renewed by reading first (≥0.30; the counter `leader_election_slowpath_total`). */
  | { readonly type: 'slowpath' }
  | { readonly type: 'release-failed'; readonly message: string }
  | { readonly type: 'release-get-error'; readonly message: string }
  | { readonly type: 'release-not-found' }
  | { readonly type: 'release-conflict-retry' }
  /** The Lease was given up. client-go says nothing of it. */
  | { readonly type: 'released' }
  /** The callback OnNewLeader; an empty identity where the Lease was seen released. */
  | { readonly type: 'new-leader'; readonly identity: string }
  /** The callback OnStartedLeading. */
  | { readonly type: 'started-leading' }
  /** The callback OnStoppedLeading, called even where this process never led. Nothing follows it. */
  | { readonly type: 'stopped-leading'; readonly wasLeading: boolean }
  /** An Event on the Lease: `<identity> became leader`, `<identity> stopped leading`. */
  | { readonly type: 'recorded'; readonly message: 'became leader' | 'stopped leading' }
  /** The metric `leader_election_master_status`. It stays on after a shutdown that lost nothing. */
  | { readonly type: 'gauge'; readonly on: boolean };
