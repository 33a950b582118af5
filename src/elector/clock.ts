// The clock that everything simulated is handed: real, virtual, or a virtual one that turns real.

/** Takes a planned act back; harmless where it already happened. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970, never going back; may have fractions. */
  now(): number;
  /** Plans an act. Acts of one instant happen in the order in which they were planned. @param ms 0 or more */
  after(ms: number, act: () => void): Cancel;
}
