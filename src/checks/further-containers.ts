// Manifests of pods in which several containers elect, each for a Lease of its own (CSI sidecars): what is wrong with the further ones.

import type { Observation } from '../election/observation.ts';
import type { Finding } from './check.ts';
import { type Diagnosis, diagnose, worstFirst } from './diagnose.ts';

/** Checks of what a container's own arguments say; the others are about its pod, or about rights. */
const OF_ARGUMENTS = [
  'duplicate-identity',
  'election-off',
  'flag-swallowed',
  'timing-invalid',
  'timing-margin',
  'timing-slow',
];

/**
 * Adds to the diagnosis of manifests what further containers' arguments are to blame for, each by the container's name.
 * @param further an Observation for each, in which it alone elects
 * @param checks the ids that are asked
 */
export function withFurtherContainers(
  diagnosis: Diagnosis,
  further: readonly Observation[],
  checks: readonly string[],
): Diagnosis {
  const only = OF_ARGUMENTS.filter((id) => checks.includes(id));
  const more = further.flatMap((observation) => {
    const container = observation.workloads[0]?.arguments.container ?? '';
    return diagnose(observation, { only }).findings.map(
      (finding): Finding => ({
        ...finding,
        summary: `container ${container}: ${finding.summary}`,
        facts: { ...finding.facts, container },
      }),
    );
  });
  return { ...diagnosis, findings: [...diagnosis.findings, ...more].sort(worstFirst) };
}
