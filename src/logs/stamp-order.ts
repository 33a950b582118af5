// The order of the kubelet's stamps. Nanoseconds are compared as text: a JavaScript date would lose their order.

const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/**
 * A stamp in the form in which stamps are compared as text: UTC, nine digits. Old kubelets leave zeros out, and write the zone of
 * their node (kubernetes:pkg/kubelet/kuberuntime/logs).
 * @returns null for what is no stamp
 */
export function comparableStamp(stamp: string): string | null {
  if (stamp.length === 30 && stamp.endsWith('Z') && stamp[19] === '.') return stamp;
  const [, whole, fraction = '', zone] = STAMP.exec(stamp) ?? [];
  if (whole === undefined) return null;
  const ms = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(ms)) return null;
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z`;
}

/** The second in which a stamp lies, as `sinceTime` takes it. @param comparable as `comparableStamp` gives it */
export function secondOf(comparable: string): string {
  return `${comparable.slice(0, 19)}Z`;
}
