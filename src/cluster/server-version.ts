// What the version of an API server says about it.

/** Whether a server is Kubernetes 1.`minor` or newer; false where its version cannot be read. */
export function atLeast(version: string | null, minor: number): boolean {
  const [, first, second] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(first) > 1 || (Number(first) === 1 && Number(second) >= minor);
}

/** True from 1.25 on, where stamps move with every renewal; a version that cannot be read counts as older (reference 1.3). */
export function stampsFollowRenewals(version: string | null): boolean {
  return atLeast(version, 25);
}
