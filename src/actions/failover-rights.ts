// What a failover test needs of its caller (reference 6.2).

import { type CallerQuestion, COORDINATION, type Purpose } from '../access/questions.ts';
import type { Election } from '../election/election.ts';
import type { FailoverMethod } from '../election/failover-terms.ts';

const PLURALS = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' } as const;

/** The write of the method, and the watches without which nothing could be measured; pods' and logs' only make it richer. */
export function failoverQuestions(election: Election, method: FailoverMethod): CallerQuestion[] {
  const { namespace, leaseName, holder, workload } = election;
  const there = holder?.pod?.namespace ?? workload?.namespace ?? namespace;
  const ask = (purpose: Purpose, verb: string, group: string, resource: string, where: string, name: string) => ({
    verb,
    group,
    resource,
    namespace: where,
    name,
    required: purpose === 'required',
    purpose,
    operation: 'failover-test',
  });
  const lease = leaseName ?? '';
  return [
    write(election, method, there, ask),
    ask('required', 'get', COORDINATION, 'leases', namespace, lease),
    ask('required', 'list', COORDINATION, 'leases', namespace, lease),
    ask('required', 'watch', COORDINATION, 'leases', namespace, lease),
    ask('optional', 'watch', '', 'pods', there, ''),
    ask('optional', 'get', '', 'pods/log', there, ''),
  ];
}

type Ask = (
  purpose: Purpose,
  verb: string,
  group: string,
  resource: string,
  where: string,
  name: string,
) => CallerQuestion;

function write({ namespace, leaseName, holder, workload }: Election, method: FailoverMethod, there: string, ask: Ask) {
  const pod = holder?.pod?.name ?? '';
  if (method === 'release') return ask('required', 'update', COORDINATION, 'leases', namespace, leaseName ?? '');
  if (method === 'evict') return ask('required', 'create', '', 'pods/eviction', there, pod);
  if (method !== 'rollout') return ask('required', 'delete', '', 'pods', there, pod);
  const resource = workload && workload.kind !== 'ReplicaSet' ? PLURALS[workload.kind] : 'deployments';
  return ask('required', 'patch', 'apps', resource, there, workload?.name ?? '');
}
