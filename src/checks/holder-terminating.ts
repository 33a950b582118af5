// The holder's pod is being deleted: a planned stop under way, or a node that nobody reaches while the process goes on (F19).

import { formatAge } from '../election/duration.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, podSubject, unrenewedFor } from './wording.ts';

export const holderTerminating: Check = {
  id: 'holder-terminating',
  suite: 'holder',
  title: "the holder's pod is there to stay",
  worst: 'warning',
  needs: ['leases', 'pods'],
  applies: ({ lease, holder, electionOn }, unread) =>
    electionOn !== false && ((lease !== null && holder !== null) || unread.has('leases')),
  judge({ holder, renewal }, observation) {
    const pod = holder?.pod;
    if (!pod?.deletedAt) return HOLDS;
    const renewing = renewal.state === 'renewing';
    const nodeReady = observation.nodes.find(({ name }) => name === pod.nodeName)?.ready ?? null;
    const over = between(pod.deletedAt, observation.takenAt) ?? 0;
    const asked = over > 0 ? `should have ended ${formatAge(over)} ago` : `ends within ${formatAge(-over)}`;
    const known = renewal.state !== 'unknown' && renewal.agoMs !== null;
    const idle = known ? `and has not renewed for ${unrenewedFor(renewal)}` : 'and whether it renews could not be told';
    const state = renewing ? 'and still renews the Lease' : idle;
    const node = nodeReady === false ? `; its node ${pod.nodeName} is not Ready` : '';
    return [
      {
        severity: 'warning',
        subject: podSubject(pod),
        summary: `the holder's pod ${pod.name} is being deleted, ${asked}, ${state}${node}`,
        facts: { renewing, deletionTimestamp: pod.deletedAt, node: pod.nodeName, nodeReady },
        remedy: [
          {
            text:
              renewing && over > 0
                ? 'its process lives on: fence the node first, and leave the Lease alone'
                : 'wait: the Lease is released when it stops, or taken over after it expires',
            command: pod.nodeName ? kubectl(observation, null, 'get', `node/${pod.nodeName}`) : null,
          },
        ],
      },
    ];
  },
};
