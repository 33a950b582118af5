// `doctor -f`: manifests are read, judged by the checks that need no cluster, and reported.

import type { Suite } from '../checks/check.ts';
import { diagnose } from '../checks/diagnose.ts';
import { withFurtherContainers } from '../checks/further-containers.ts';
import { manifestChecks } from '../checks/manifest-checks.ts';
import { METRIC_MISREAD, metricMisread } from '../checks/metric-misread.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Scope } from '../election/observation.ts';
import { observeManifests, placeKey } from '../manifests/observation.ts';
import { rulesOf } from '../manifests/rules.ts';
import { type FilesReport, filesReportOf } from '../report/files-report.ts';
import type { FailOn } from '../report/verdict.ts';
import { count } from '../report/view.ts';
import { type FilesWish, readFiles } from './manifest-files.ts';

export interface FilesChoice {
  readonly suites?: readonly Suite[] | undefined;
  readonly skip: readonly string[];
}

/** Where documents that name no namespace go, unless something says otherwise. */
const HOME = 'default';

/**
 * @param scope as flags and settings have it; its namespace is that of documents which name none
 * @throws ClusterError where nothing could be read, or nothing that was read elects or is a rule
 */
export async function examinedFiles(
  wish: FilesWish,
  scope: Pick<Scope, 'namespace' | 'namespaceSource' | 'overrides' | 'thresholds'>,
  choice: FilesChoice,
  failOn: FailOn,
): Promise<FilesReport> {
  const { documents, faults: unread, files } = await readFiles(wish);
  const { overrides, thresholds, namespaceSource } = scope;
  const home = namespaceSource === 'default' ? HOME : (scope.namespace ?? HOME);
  const all = {
    namespace: null,
    namespaceSource: 'default',
    target: null,
    contextGiven: null,
    ...(overrides ? { overrides } : {}),
    ...(thresholds ? { thresholds } : {}),
  } as const;
  const now = new Date().toISOString();
  const { observation, further, places, repeated } = observeManifests(documents, home, all, now, unread);
  const faults = [...unread, ...repeated];
  const { suites, skip } = choice;
  const only = manifestChecks(observation);
  const first = diagnose(observation, { ...(suites ? { suites } : {}), skip, only });
  const asked = first.checks.map(({ id }) => id);
  const diagnosis = withFurtherContainers(first, further, asked);
  const rules = suites || skip.includes(METRIC_MISREAD.id) ? [] : rulesOf(documents);
  const [fault] = faults;
  if (diagnosis.elections.length === 0 && rules.length === 0 && rulesOf(documents).length === 0) {
    if (fault)
      throw new ClusterError('error', `${fault.file}${fault.line === null ? '' : `:${fault.line}`}: ${fault.what}`);
    throw new ClusterError(
      'not-found',
      `in ${count(documents.length, 'document')} of ${count(files, 'file')} there is neither a workload that elects nor a rule on metrics`,
      'an election shows in arguments: --leader-elect and the like',
    );
  }
  return filesReportOf(
    {
      observation,
      diagnosis,
      ruleFindings: metricMisread(rules),
      ruleChecks: rules.length === 0 ? [] : [METRIC_MISREAD.id],
      read: { files, documents: documents.length },
      faults,
      placeOf: (kind, namespace, name) => places.get(placeKey(kind, namespace, name)) ?? null,
    },
    failOn,
  );
}
