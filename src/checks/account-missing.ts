// The service account is not there: no pod can be made for it, and the tokens of those that run are refused.

import type { Access } from '../access/access.ts';
import type { Observation, Workload } from '../election/observation.ts';
import { accountWords } from './access-wording.ts';
import { type Check, HOLDS, type Remedy } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

export const accountMissing: Check = {
  id: 'account-missing',
  suite: 'access',
  title: 'the service account is there',
  worst: 'critical',
  needs: [],
  applies: ({ access }) => access !== null && access.account !== null,
  judge(election, observation) {
    const { account, exists } = election.access as Access;
    if (account === null || exists === true) return HOLDS;
    if (exists === null) return { unknown: `whether ${accountWords(account)} is there could not be read` };
    const { workload, renewal, candidates } = election;
    // where nobody could tell whether it is renewed, the graver claim is not made
    const renewed = renewal.state === 'renewing' || renewal.state === 'unknown';
    const whose = workload ? ` of ${reference(workload)}` : '';
    const after = renewed ? 'no new pod can start' : 'no pod can start, and the tokens of running ones are refused';
    const command = kubectl(observation, account.namespace, 'create', 'serviceaccount', account.name);
    return [
      {
        severity: renewed ? 'warning' : 'critical',
        subject: workload ? subjectOf(election) : { kind: 'ServiceAccount', ...account },
        summary: `${accountWords(account)}${whose} does not exist: ${after}`,
        facts: { account: `${account.namespace}/${account.name}`, source: account.source },
        remedy: [
          { text: 'makes it, if the name is right; its rights are bound to the name and hold again', command },
          ...(workload && candidates.length > 0 ? [restarted(workload, observation)] : []),
        ],
      },
    ];
  },
};

/** A token is of one account, by its uid: one that is made again under the same name is another. */
function restarted(workload: Workload, observation: Observation): Remedy {
  return {
    text: 'after that: pods that run keep tokens of the account that is gone, which stay refused; new ones get new tokens',
    command: kubectl(observation, workload.namespace, 'rollout', 'restart', reference(workload)),
  };
}
