// The clock of the tests stands still at NOW, by the API server's clock; everything else is so many milliseconds before.

export const NOW = '2026-11-23T12:00:00Z';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The stamp of so many milliseconds before NOW as a process writes it into a Lease: six digits of a second. */
export function ago(ms: number): string {
  return `${new Date(Date.parse(NOW) - ms).toISOString().slice(0, -1)}000Z`;
}

/** The same moment as the API server and the kubelet write it: whole seconds, the rest cut off. */
export function agoByServer(ms: number): string {
  return `${new Date(Date.parse(NOW) - ms).toISOString().slice(0, 19)}Z`;
}
