// Short names for the pods of one story: what their controllers made different.

const LEAST = 4;

/** The last part of each name where that tells them apart, as `zcbmh` of `controller-manager-5875b8f7c6-zcbmh`; else the whole name. */
export function shortNames(pods: readonly string[]): ReadonlyMap<string, string> {
  const all = [...new Set(pods)];
  const tails = all.map((pod) => pod.slice(pod.lastIndexOf('-') + 1));
  const apart = new Set(tails).size === all.length && tails.every((tail) => tail.length >= LEAST);
  return new Map(all.map((pod, at) => [pod, apart ? (tails[at] as string) : pod]));
}
