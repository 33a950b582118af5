// An Observation from JSON: every part checked against its type, so that a file from elsewhere can harm nobody.

import { accessShape } from './access-shape.ts';
import { aroundShape } from './around-shape.ts';
import { leaseShape } from './lease-shape.ts';
import { containerLogShape } from './logs-shape.ts';
import type {
  ElectionEvent,
  Evidence,
  Gap,
  LeaseChange,
  NodeState,
  Observation,
  Scope,
  Scrape,
  Sighting,
  Target,
} from './observation.ts';
import { list, number, oneOf, optional, orNull, type Read, shape, table, text, time, truth } from './shape.ts';
import { budgetShape, leaseCandidateShape, legacyLockShape, podEventShape } from './surroundings-shape.ts';
import type { ThresholdsGiven } from './thresholds-given.ts';
import { podShape, workloadShape } from './workload-shape.ts';

const target = shape<Target>({
  kind: oneOf('any', 'lease', 'deployment', 'statefulset', 'daemonset', 'pod'),
  name: text,
});

const scope = shape<Scope>({
  namespace: orNull(text),
  namespaceSource: oneOf('-n', '-A', 'B7LE_NAMESPACE', 'config', 'context', 'default'),
  target: orNull(target),
  contextGiven: orNull(text),
  overrides: optional(
    list(
      shape({
        lease: orNull(text),
        namespace: orNull(text),
        workload: orNull(shape({ kind: oneOf('deployment', 'statefulset', 'daemonset'), name: text })),
        workloadNamespace: orNull(text),
        container: orNull(text),
        serviceAccount: orNull(text),
      }),
    ),
  ),
  thresholds: optional(shape<ThresholdsGiven>({ slowFailoverMs: optional(number), marginMs: optional(number) })),
});

const sighting = shape<Sighting>({
  lease: leaseShape,
  readAt: orNull(time),
  unchangedForMs: number,
  changes: list(
    shape<LeaseChange>({
      kind: oneOf('renewed', 'taken-over', 'released', 'recreated', 'counter-fell', 'vanished'),
      afterMs: number,
      from: orNull(text),
      to: orNull(text),
    }),
  ),
  settled: truth,
});

const EVIDENCE: readonly Evidence[] = [
  'leases',
  'pods',
  'workloads',
  'events',
  'nodes',
  'version',
  'elsewhere',
  'budgets',
  'locks',
  'lease-candidates',
  'pod-events',
  'node-count',
  'roles',
  'accounts',
  'reviews',
  'logs',
  'some-logs',
  'policies',
  'services',
  'quotas',
  'obstacles',
  'server-ports',
  'usage',
  'other-leases',
];

const gap = shape<Gap>({
  evidence: oneOf(...EVIDENCE),
  namespace: orNull(text),
  what: text,
  reason: oneOf('forbidden', 'not-found', 'timeout', 'unreachable', 'unsupported', 'error'),
  detail: text,
});

/** @throws ShapeFault, with the place that is not as it should be */
export const observationShape: Read<Observation> = shape<Observation>({
  apiVersion: oneOf('b7le.observation/v1'),
  takenAt: time,
  scope,
  cluster: shape({
    context: orNull(text),
    server: text,
    version: orNull(text),
    stampsFollowRenewals: truth,
    clockSkewMs: orNull(number),
  }),
  leases: list(sighting),
  workloads: list(workloadShape),
  pods: list(podShape),
  nodes: list(shape<NodeState>({ name: text, ready: orNull(truth) })),
  events: list(
    shape<ElectionEvent>({
      namespace: text,
      lease: text,
      leaseUid: orNull(text),
      identity: text,
      what: oneOf('became-leader', 'stopped-leading'),
      at: orNull(text),
    }),
  ),
  scrapes: list(
    shape<Scrape>({ namespace: text, pod: text, round: number, claims: orNull(table(truth)), failure: orNull(text) }),
  ),
  budgets: list(budgetShape),
  locks: list(legacyLockShape),
  leaseCandidates: list(leaseCandidateShape),
  podEvents: list(podEventShape),
  nodeCount: orNull(number),
  access: orNull(accessShape),
  around: orNull(aroundShape),
  logs: orNull(list(containerLogShape)),
  gaps: list(gap),
});
