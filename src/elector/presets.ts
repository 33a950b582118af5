// Timings to compare with: the runbook's three, and those that known projects ship with (reference 7).

import { knownTimings } from '../election/programs.ts';
import type { Triple } from './simulation.ts';

export interface Preset {
  readonly triple: Triple;
  readonly names: readonly string[];
}

const RUNBOOK: readonly (readonly [string, readonly [number, number, number]])[] = [
  ['runbook: default', [15, 10, 2]],
  ['runbook: fast failover', [10, 6, 1]],
  ['runbook: conservative', [30, 20, 5]],
];

/** Of reference 7 what has no Lease name by which it would be known. */
const FURTHER: typeof RUNBOOK = [
  ['kube-vip, older manifests', [5, 3, 1]],
  ['OpenShift operators', [137, 107, 26]],
  ['OpenShift, single node', [270, 240, 60]],
];

/** Each triple once, with everybody who uses it, the shortest lease first. */
export function presets(): Preset[] {
  const found = new Map<string, { triple: Triple; names: string[] }>();
  const known = [...RUNBOOK, ...knownTimings().map(({ name, seconds }) => [name, seconds] as const), ...FURTHER];
  for (const [name, [ld, rd, rp]] of known) {
    const triple = { leaseDurationMs: ld * 1000, renewDeadlineMs: rd * 1000, retryPeriodMs: rp * 1000 };
    const key = `${ld}/${rd}/${rp}`;
    const preset = found.get(key) ?? { triple, names: [] };
    found.set(key, preset);
    if (!preset.names.includes(name)) preset.names.push(name);
  }
  return [...found.values()].sort(
    ({ triple: a }, { triple: b }) => a.leaseDurationMs - b.leaseDurationMs || a.retryPeriodMs - b.retryPeriodMs,
  );
}
