// A scenario of the practice cluster, looked at with b7le's own eyes: over the wire, in this process.

import { clock, connect, observe } from '../../src/cluster/index.ts';
import type { Observation } from '../../src/election/observation.ts';
import { type PracticeOptions, type Scenario, startPractice } from '../../src/practice/index.ts';

/** Opens the scenario, reads its namespace with everything that b7le can ask, and ends it. */
export async function observed(
  scenario: Scenario,
  options: Omit<PracticeOptions, 'scenario'> = {},
): Promise<Observation> {
  const practice = await startPractice({ scenario, ...options });
  const choice = { kubeconfig: practice.kubeconfig, context: null, as: null, asGroups: [], env: {} };
  const cluster = connect({ ...choice, timeoutMs: null, trace: null });
  try {
    const scope = { namespace: scenario.namespace, namespaceSource: '-n', target: null, contextGiven: null } as const;
    const access = { account: null, leaseNamespace: null };
    const everything = { askReplicas: true, access, around: true, logs: true } as const;
    const how = { scope, observeMs: null, ...everything, clock, progress: () => {} };
    return await observe(cluster, how);
  } finally {
    cluster.close();
    await practice.close();
  }
}
