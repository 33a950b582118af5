// What the kubeconfig has to say about settings, without its cluster.

import { ClusterError, gapReasonOf } from '../../cluster/cluster-error.ts';
import type { ReportedGap } from '../../report/report.ts';
import type { Kubeconfig } from './in-force.ts';

interface Choice {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** A kubeconfig that cannot be read is a gap: everything else can still be told. @param configured the config file's context */
export async function kubeconfigFor(
  flags: Choice,
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly found: Kubeconfig; readonly gaps: ReportedGap[] }> {
  const { loadAccess } = await import('../../cluster/kubeconfig.ts');
  const context = flags.context ?? configured ?? null;
  try {
    const found = loadAccess({ kubeconfig: flags.kubeconfig ?? null, context, as: null, asGroups: [], env });
    return { found: { context: found.context, namespace: found.namespace }, gaps: [] };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { found: null, gaps: [{ what: 'kubeconfig', reason: gapReasonOf(error), detail: error.message }] };
  }
}
