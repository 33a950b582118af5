// All replicas call themselves by one name, so each takes the Lease for its own.

import { BESKAR7, beskar7, electionArgs, LEASE, objectsOf } from './installs.ts';
import { MINUTE, type Scenario } from './scenario.ts';

export const DUPLICATE_IDENTITY: Scenario = {
  name: 'duplicate-identity',
  group: 'leaders',
  title: 'every replica uses the same identity',
  wrong: 'The replicas are told by a flag to use one fixed identity. Each finds its own name in the Lease and leads.',
  shows: 'One holder, one Lease, no transition, and every replica works.',
  cause: 'duplicate-identity',
  follows: ['multiple-leaders', 'holder-unresolved'],
  ...BESKAR7,
  ripeMs: 10 * MINUTE,
  objects: (knobs) =>
    objectsOf(
      beskar7(knobs, {
        image: 'localhost/elector:1',
        args: [...electionArgs(knobs), `--leader-election-id=${LEASE}`, '--identity=beskar7'],
      }),
    ),
  happenings: [],
  tries: ['b7le status', 'kubectl get lease -n beskar7-system -o yaml', 'b7le explain duplicate-identity'],
};
