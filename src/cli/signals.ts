// Signals taken over for a while from whoever had them, without a gap in which one would be lost.

export const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
export type EndingSignal = keyof typeof SIGNAL_CODES;

/** Takes the signals over from whoever had them. @returns gives them back */
export function onSignals(act: (signal: EndingSignal) => void): () => void {
  const names = Object.keys(SIGNAL_CODES) as EndingSignal[];
  const restores = names.map((name) => {
    const before = process.listeners(name);
    // never without a listener in between: a signal that came just then would be lost
    process.on(name, act);
    for (const listener of before) process.off(name, listener);
    return () => {
      for (const listener of before) process.on(name, listener);
      process.off(name, act);
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}
