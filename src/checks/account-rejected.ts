// The API server does not know who asks: `Unauthorized` is about the credential, not about rights (reference 2.6).

import type { Access } from '../access/access.ts';
import { type Check, HOLDS } from './check.ts';
import { gapIn } from './gaps.ts';
import { kubectl, podSubject, reference, workloadSubject } from './wording.ts';

/** What is shown of a line of a log. */
const MOST = 160;

export const accountRejected: Check = {
  id: 'account-rejected',
  suite: 'access',
  title: 'the API server knows the credentials of the replicas',
  worst: 'critical',
  needs: [],
  applies: ({ access }) => access !== null,
  judge(election, observation) {
    const { rejected, account } = election.access as Access;
    if (rejected === null) {
      const gap = gapIn(['logs'], election, observation);
      return gap ? { unknown: `their logs could not be read: ${gap.detail}` } : HOLDS;
    }
    const candidate = election.candidates.find(({ pod }) => pod.name === rejected.pod)?.pod;
    const namespace = candidate?.namespace ?? election.namespace;
    const { workload } = election;
    const pod = candidate ? podSubject(candidate) : { kind: 'Pod', namespace, name: rejected.pod };
    // its replicas share the account, and so what is wrong with its tokens
    const subject = workload ? workloadSubject(workload) : pod;
    const line = rejected.line.length > MOST ? `${rejected.line.slice(0, MOST)}…` : rejected.line;
    return [
      {
        severity: 'critical',
        subject,
        summary: `the API server does not know the credential of ${rejected.pod}: it answers Unauthorized, so no right counts`,
        facts: { pod: rejected.pod, account: account && `${account.namespace}/${account.name}`, line },
        remedy: [
          workload
            ? {
                text: 'gives its pods new tokens: the account was made anew, or the tokens ran out',
                command: kubectl(observation, workload.namespace, 'rollout', 'restart', reference(workload)),
              }
            : {
                text: 'gives it a new token: the account was made anew, or the token ran out; its controller starts another pod',
                command: kubectl(observation, namespace, 'delete', 'pod', rejected.pod),
              },
        ],
      },
    ];
  },
};
