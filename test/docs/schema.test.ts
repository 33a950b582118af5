// What `status -o json` prints conforms to the published schema, and the schema notices what is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Observation } from '../../src/election/observation.ts';
import { errorReport } from '../../src/report/error-report.ts';
import { type Report, reportOf } from '../../src/report/report.ts';
import {
  electing,
  HOUR,
  makeContainer,
  makeLease,
  makeObservation,
  makePod,
  makeSighting,
  makeTermination,
  makeWorkload,
  NAMESPACE,
  NOW,
  releasedFor,
  unrenewedFor,
} from '../support/build.ts';
import { failuresBy } from '../support/published-schema.ts';

const failuresOf = failuresBy('status');

/** The report as a reader of the JSON gets it. */
function printed(report: Report): Record<string, unknown> {
  return JSON.parse(JSON.stringify(report)) as Record<string, unknown>;
}

function reported(overrides: Partial<Observation> = {}): Record<string, unknown> {
  const observation = makeObservation(overrides);
  return printed(reportOf(observation, diagnose(observation), 'warning'));
}

/** A Lease and a pod of which the API gave nothing but their names. */
const BARE_LEASE = makeLease({
  uid: null,
  resourceVersion: null,
  creationTimestamp: null,
  holderIdentity: null,
  leaseDurationSeconds: null,
  acquireTime: null,
  renewTime: null,
  leaseTransitions: null,
  renewalStamp: null,
});
const BARE_POD = makePod({
  uid: null,
  createdAt: null,
  phase: null,
  ready: false,
  nodeName: null,
  serviceAccount: null,
  containers: [],
});

const CASES: Readonly<Record<string, Partial<Observation>>> = {
  'a healthy election': {},
  'every namespace': {
    scope: { namespace: null, namespaceSource: '-A', target: null, contextGiven: 'real' },
  },
  'objects without any optional field': {
    cluster: {
      context: null,
      server: 'https://10.0.0.1:6443',
      version: null,
      stampsFollowRenewals: false,
      clockSkewMs: null,
    },
    leases: [makeSighting({ lease: BARE_LEASE, readAt: null })],
    workloads: [makeWorkload({ serviceAccount: null, surge: null, createdAt: null })],
    pods: [BARE_POD],
  },
  'an absent Lease': { leases: [] },
  'election switched off': {
    leases: [],
    workloads: [makeWorkload({ arguments: electing({ enabled: false, enabledBy: '--leader-elect=false' }) })],
  },
  'a released Lease that nobody takes': { leases: [makeSighting({ lease: releasedFor(HOUR) })] },
  'a holder that is gone, and a replica that crashes': {
    leases: [makeSighting({ lease: unrenewedFor(HOUR, { holderIdentity: 'controller-manager-5875b8f7c6-zpj57' }) })],
    pods: [
      makePod({
        ready: false,
        containers: [
          makeContainer({
            ready: false,
            restarts: 7,
            runningSince: null,
            waitingReason: 'CrashLoopBackOff',
            lastEnded: makeTermination({ exitCode: 137, reason: 'OOMKilled' }),
          }),
        ],
      }),
    ],
  },
  'a Lease whose holder nobody knows, and gaps': {
    leases: [makeSighting({ lease: makeLease({ holderIdentity: 'somebody' }) })],
    workloads: [],
    pods: [],
    gaps: [
      {
        evidence: 'workloads',
        namespace: NAMESPACE,
        what: 'list deployments',
        reason: 'forbidden',
        detail: 'not allowed',
      },
    ],
  },
  nothing: { leases: [], workloads: [], pods: [] },
};

const ERROR = {
  generatedAt: NOW,
  namespace: NAMESPACE,
  context: null,
  server: null,
  what: 'the elections of this cluster',
  reason: 'unreachable',
  detail: 'no answer within 10s',
} as const;

describe('the schema of Status', () => {
  for (const [name, overrides] of Object.entries(CASES)) {
    it(`fits ${name}`, () => assert.deepEqual(failuresOf(reported(overrides)), []));
  }

  for (const reason of ['unreachable', 'error', 'forbidden', 'timeout', 'not-found'] as const) {
    it(`fits an error report: ${reason}`, () =>
      assert.deepEqual(failuresOf(printed(errorReport({ ...ERROR, reason }))), []));
  }

  it('lets new keys come', () => {
    assert.deepEqual(failuresOf({ ...reported(), later: { added: true } }), []);
  });

  it('demands every key that a report has, at every depth', () => {
    const whole = reported({ leases: [makeSighting({ lease: unrenewedFor(HOUR) })] });
    assert.deepEqual(failuresOf(whole), []);
    const paths = keysOf(whole);
    for (const path of [
      'verdict',
      'elections.0.ledForMs',
      'elections.0.timing.source.retryPeriodMs',
      'findings.0.docs',
    ])
      assert.ok(paths.includes(path), path);
    for (const path of paths) assert.notDeepEqual(failuresOf(without(whole, path)), [], `without ${path}`);
  });

  for (const [what, change] of Object.entries({
    'a verdict nobody knows': { verdict: 'fine' },
    'a time that is none': { generatedAt: 'yesterday' },
    'another kind': { kind: 'Doctor' },
    'an exit code of another sort': { exitCode: 64 },
  })) {
    it(`refuses ${what}`, () => assert.equal(failuresOf({ ...reported(), ...change }).length, 1));
  }
});

/** Every key as a path, `elections.0.lease.uid`; a finding's facts are free. */
function keysOf(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null || path.at(-1) === 'facts') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    return [...(Array.isArray(value) ? [] : [here.join('.')]), ...keysOf(inner, here)];
  });
}

/** A copy that lacks one key. */
function without(value: Record<string, unknown>, path: string): unknown {
  const copy = structuredClone(value);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  delete (parent as Record<string, unknown>)[last];
  return copy;
}
