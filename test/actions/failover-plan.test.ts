// What `failover-test` refuses and plans: each point by itself, what --force passes, and each method's deed and expectation.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallerRight } from '../../src/access/observed.ts';
import { failoverQuestions } from '../../src/actions/failover-rights.ts';
import { type FailoverFacts, type FailoverOptions, planFailover } from '../../src/actions/failover-test.ts';
import { FAILOVER_METHODS, failoverTerms } from '../../src/election/failover-terms.ts';
import type { Observation } from '../../src/election/observation.ts';
import {
  agoByServer,
  electing,
  makeLease,
  makeObservation,
  makePod,
  makeSettings,
  makeSighting,
  makeWorkload,
} from '../support/build.ts';
import { electionIn, threeReplicas } from '../support/failovers.ts';

const DEFAULTS: FailoverOptions = { method: 'delete', rounds: 1, force: false, maxMs: null, waitMs: null };

function decide(observation: Observation, options: Partial<FailoverOptions> = {}, facts: Partial<FailoverFacts> = {}) {
  const all = { observation, rights: [], node: null, other: null, ...facts };
  return planFailover(electionIn(observation), all, { ...DEFAULTS, ...options });
}

function reasonOf(planned: ReturnType<typeof decide>): string | null {
  return 'refusal' in planned ? planned.refusal.reason : null;
}

const three = threeReplicas();
const [leader = assert.fail()] = three.pods;
const budget = (disruptionsAllowed: number | null, app = 'beskar7') => ({
  namespace: leader.namespace,
  name: 'guard',
  selector: { matchLabels: { 'app.kubernetes.io/name': app }, matchExpressions: [] },
  minAvailable: 3,
  maxUnavailable: null,
  expectedPods: 3,
  desiredHealthy: 3,
  currentHealthy: 3,
  disruptionsAllowed,
});
const guarded = (allowed: number | null, app?: string) => ({
  ...three,
  pods: three.pods.map((pod) => ({ ...pod, labels: { 'app.kubernetes.io/name': 'beskar7' } })),
  budgets: [budget(allowed, app)],
});

describe('the preflight of a failover test', () => {
  const refusals: readonly (readonly [
    what: string,
    reason: string,
    forcible: boolean,
    Observation,
    Partial<FailoverOptions>?,
  ])[] = [
    ['one replica', 'single-candidate', true, makeObservation({ pods: [leader] })],
    [
      'standbys that are not ready',
      'no-ready-standby',
      true,
      { ...three, pods: [leader, ...three.pods.slice(1).map((pod) => ({ ...pod, ready: false }))] },
    ],
    ['a budget that allows nothing', 'budget', true, guarded(0)],
    [
      'a stuck rollout',
      'rollout',
      true,
      {
        ...three,
        workloads: [
          makeWorkload({
            rollout: {
              revision: 2,
              updated: 1,
              maxUnavailable: 0,
              stuck: { reason: 'ProgressDeadlineExceeded', message: null },
            },
          }),
        ],
      },
    ],
    [
      'a rollout under way',
      'rollout',
      true,
      {
        ...three,
        workloads: [
          makeWorkload({ replicas: 3, rollout: { revision: 2, updated: 1, maxUnavailable: 0, stuck: null } }),
        ],
      },
    ],
    [
      'a leader whose pod is being deleted',
      'leaving',
      true,
      { ...three, pods: [{ ...leader, deletedAt: agoByServer(5000) }, ...three.pods.slice(1)] },
    ],
    ['a release under a live leader', 'live-leader', true, three, { method: 'release' }],
    [
      'a Lease that nobody holds',
      'no-leader',
      false,
      { ...three, leases: [makeSighting({ lease: makeLease({ holderIdentity: '' }) })] },
    ],
    [
      'a static pod',
      'static-pod',
      false,
      { ...three, pods: [{ ...leader, owner: { kind: 'Node', name: 'node-1' } }, ...three.pods.slice(1)] },
    ],
    [
      "a node's heartbeat",
      'node-heartbeat',
      false,
      {
        ...three,
        leases: [makeSighting({ lease: makeLease({ purpose: 'node-heartbeat' }) })],
        scope: { ...three.scope, target: { kind: 'lease', name: makeLease().name } },
      },
    ],
  ];
  for (const [what, reason, forcible, observation, options] of refusals)
    it(`refuses ${what}, and --force ${forcible ? 'passes it' : 'does not pass it'}`, () => {
      const planned = decide(observation, options);
      assert.equal(reasonOf(planned), reason);
      assert.ok('refusal' in planned && planned.refusal.exitCode === 4 && planned.refusal.forcible === forcible);
      const forced = decide(observation, { ...options, force: true });
      assert.equal('plan' in forced, forcible, JSON.stringify(forced));
      if ('plan' in forced) assert.ok(forced.plan.words.some(({ text }) => text.startsWith('--force: ')));
    });

  it('refuses what the caller may not do, and says what; a right that could not be asked refuses nothing', () => {
    const questions = failoverQuestions(electionIn(three), 'evict');
    const rights = (allowed: boolean | null): CallerRight[] =>
      questions.map((question) => ({ question, allowed: question.resource === 'pods/eviction' ? allowed : true }));
    const denied = decide(three, { method: 'evict', force: true }, { rights: rights(false) });
    assert.ok(
      'refusal' in denied && /you may not create pods\/eviction in beskar7-system/.test(denied.refusal.sentence),
    );
    assert.ok('plan' in decide(three, { method: 'evict' }, { rights: rights(null) }));
  });

  it('does not take an optional right for a required one', () => {
    const rights = failoverQuestions(electionIn(three), 'delete').map((question) => ({
      question,
      allowed: question.required,
    }));
    assert.ok('plan' in decide(three, {}, { rights }));
  });

  it("refuses a leader's node that is not Ready, and another test of the same election", () => {
    assert.equal(reasonOf(decide(three, {}, { node: { name: 'node-1', ready: false } })), 'node-not-ready');
    assert.equal(reasonOf(decide(three, { force: true }, { other: 'another one runs' })), 'other-test');
  });

  it('is not stopped by a budget of other pods, or one that allows something, or one that nobody counted yet', () => {
    for (const observation of [guarded(1), guarded(0, 'other'), guarded(null)])
      assert.ok('plan' in decide(observation));
  });

  it('needs no budget for what evicts nobody', () => {
    const observation = { ...guarded(0), workloads: [makeWorkload({ uid: 'uid-of-workload' })] };
    assert.equal(reasonOf(decide(observation, { method: 'rollout' })), null);
  });
});

describe('the plan of a failover test', () => {
  it('is one deed a round, guarded by the uid of what it is done to', () => {
    const deeds = FAILOVER_METHODS.map((method) => {
      const planned = decide(
        { ...three, workloads: [makeWorkload({ uid: 'uid-of-workload' })] },
        { method, force: true },
      );
      assert.ok('plan' in planned, method);
      assert.equal(planned.plan.deeds.length, 1);
      const [deed = assert.fail()] = planned.plan.deeds;
      return [deed.kind, deed.guard.uid, 'graceSeconds' in deed ? deed.graceSeconds : undefined];
    });
    assert.deepEqual(deeds, [
      ['delete-pod', leader.uid, null],
      ['evict-pod', leader.uid, null],
      ['delete-pod', leader.uid, 0],
      ['restart-workload', 'uid-of-workload', undefined],
      ['release-lease', makeLease().uid, undefined],
    ]);
  });

  it('asks for the name of the Lease, and says what it cannot undo', () => {
    const planned = decide(three);
    assert.ok('plan' in planned);
    assert.deepEqual(planned.plan.typed, [{ what: "the Lease's name", text: makeLease().name }]);
    assert.match(planned.plan.will.join(' '), /does not come back: another takes its place\. No setting is changed/);
  });
});

describe('what a failover test expects', () => {
  const terms = (release: boolean, method: (typeof FAILOVER_METHODS)[number], graceSeconds = 10) => {
    const args = electing({ releaseOnCancel: release });
    const settings = makeSettings({ graceSeconds });
    const pods = three.pods.map((pod) => ({ ...pod, arguments: args, settings }));
    return failoverTerms(
      electionIn({ ...three, pods, workloads: [makeWorkload({ arguments: args, settings })] }),
      method,
      { waitMs: null, maxMs: null },
    );
  };

  it('is the reference: T_stop and 2.2 RP with release, T_stop and LD + 4.4 RP without (1.6 a to c)', () => {
    assert.deepEqual(terms(true, 'delete').expectedMs, [0, 10_000 + 4400]);
    assert.deepEqual(terms(false, 'delete').expectedMs, [13_000, 10_000 + 23_800]);
  });

  it('of a kill runs from the release bound to the crash bound, two seconds later', () => {
    assert.deepEqual(terms(true, 'kill').expectedMs, [0, 2000 + 23_800]);
    assert.deepEqual(terms(false, 'kill').expectedMs, [13_000, 2000 + 23_800]);
  });

  it('of a release is 2.2 RP whatever the program does on shutdown', () => {
    assert.deepEqual(terms(false, 'release').expectedMs, [0, 4400]);
  });

  it('takes no more for the stop than the pod is given', () => {
    assert.equal(terms(true, 'delete', 3).stopMaxMs, 3000);
    assert.equal(
      makePod().settings.controllerRuntime && terms(true, 'delete', 600).stopMaxMs,
      makePod().settings.controllerRuntime && 30_000,
    );
  });
});
