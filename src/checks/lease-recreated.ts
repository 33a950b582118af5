// Somebody deleted the Lease: its uid changed or its counter fell (reference 1.5). On a live leader that makes two for 10 to 12 s (1.8).

import { formatAge } from '../election/duration.ts';
import { between } from '../election/renewal.ts';
import { type Check, HOLDS } from './check.ts';
import { b7le, leaseSubject } from './wording.ts';

/** Past is not present: what Events tell is a warning for this long (contract 4). */
const RECENT_MS = 600_000;

export const leaseRecreated: Check = {
  id: 'lease-recreated',
  suite: 'lease',
  title: 'the Lease is the one it was',
  worst: 'warning',
  needs: ['leases'],
  applies: ({ lease }, unread) => lease !== null || unread.has('leases'),
  judge(election, observation) {
    const { lease, sighting } = election;
    if (!lease || !sighting) return HOLDS;
    const seen = sighting.changes.find(({ kind }) => kind === 'recreated' || kind === 'counter-fell');
    const events = observation.events
      .filter((event) => event.lease === lease.name && event.namespace === lease.namespace)
      .filter(({ leaseUid }) => leaseUid !== null && leaseUid !== '' && lease.uid !== null && leaseUid !== lease.uid);
    const former = events.at(-1);
    const unread = observation.gaps.find(
      ({ evidence, namespace }) => evidence === 'events' && (namespace ?? lease.namespace) === lease.namespace,
    );
    if (!seen && unread) return { unknown: `nothing was watched, and Events would tell: ${unread.detail}` };
    if (!seen && !former) return HOLDS;
    const agoMs = between(lease.creationTimestamp, observation.takenAt) ?? 0;
    const count = lease.leaseTransitions ?? 0;
    const how = seen ? 'deleted and made anew while watching' : `deleted and made anew ${formatAge(agoMs)} ago`;
    return [
      {
        severity: seen || agoMs < RECENT_MS ? 'warning' : 'info',
        subject: leaseSubject(election),
        summary: `${how}; its count of transitions is ${count}`,
        facts: {
          uid: lease.uid,
          formerUid: former?.leaseUid ?? null,
          createdAt: lease.creationTimestamp,
          leaseTransitions: count,
          formerLeader: former?.identity ?? null,
        },
        remedy: [
          {
            text: 'deleting a live Lease gives two leaders for a while; this tells whether two claim to lead now',
            command: b7le(observation, election.namespace, 'status', lease.name),
          },
        ],
      },
    ];
  },
};
