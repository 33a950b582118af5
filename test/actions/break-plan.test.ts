// The plan of break-lease: what is refused and what is right instead, whether breaking helps, what is written and under which guard.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BreakOptions, planBreak } from '../../src/actions/break-lease.ts';
import { releasedLease, releasedLock } from '../../src/actions/released.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Lease } from '../../src/election/lease.ts';
import type { Observation } from '../../src/election/observation.ts';
import {
  LEASE,
  MINUTE,
  makeLease,
  makeObservation,
  makePod,
  makeSighting,
  makeWorkload,
  releasedFor,
  replicaOf,
  SECOND,
  unrenewedFor,
} from '../support/build.ts';

const OPTIONS: BreakOptions = { method: 'delete', force: false, restart: false };
const PODS = [replicaOf(makeWorkload(), '9ccl2'), replicaOf(makeWorkload(), 'x7k2p')];

function plan(lease: Lease, more: Partial<Observation> = {}, options: Partial<BreakOptions> = {}) {
  const observation = makeObservation({ leases: [makeSighting({ lease })], ...more });
  const { elections, findings } = diagnose(observation);
  const [election] = elections;
  assert.ok(election);
  return planBreak(election, { observation, reasons: findings }, { ...OPTIONS, ...options });
}

function planned(...given: Parameters<typeof plan>) {
  const result = plan(...given);
  assert.ok('plan' in result, JSON.stringify(result));
  return result.plan;
}

function refused(...given: Parameters<typeof plan>) {
  const result = plan(...given);
  assert.ok('refusal' in result, JSON.stringify(result));
  return result.refusal;
}

describe('break-lease refuses', () => {
  it('a leader that lives, with what would be right', () => {
    const { reason, sentence, words, advice, forcible } = refused(makeLease());
    assert.deepEqual([reason, forcible], ['renewing', true]);
    assert.equal(sentence, 'controller-manager-5875b8f7c6-zcbmh renewed this Lease 1s ago');
    assert.match(words[0]?.text ?? '', /two leaders for 10 to 12s, in about every third case/);
    assert.match(advice[0]?.command ?? '', /^b7le failover-test lease\/\S+ --method delete/);
  });
  it('one that is late', () => assert.equal(refused(unrenewedFor(10 * SECOND)).reason, 'late'));
  it('one that may still act', () => {
    // Beskar7 releases nothing on shutdown, so 15 s and a second of slack
    const { reason, sentence, forcible } = refused(unrenewedFor(15 * SECOND));
    assert.deepEqual([reason, forcible], ['unproven', true]);
    assert.match(sentence, /nothing came for 15s, and it may act for 15s/);
  });
  it('a terminating leader that renews: the node is the matter, not the Lease (F19)', () => {
    const leaving = makePod({ deletedAt: makeLease().renewalStamp });
    const { advice } = refused(makeLease(), { pods: [leaving, ...PODS] });
    assert.match(advice[0]?.text ?? '', /power that node off \(node-1\)/);
    assert.ok(!advice.some(({ command }) => command?.includes('failover-test')));
  });
  for (const [reason, lease] of [
    [
      'node-heartbeat',
      unrenewedFor(5 * MINUTE, { namespace: 'kube-node-lease', name: 'node-1', purpose: 'node-heartbeat' }),
    ],
    ['apiserver-identity', unrenewedFor(5 * MINUTE, { name: 'apiserver-x', purpose: 'apiserver-identity' })],
    ['coordinated', unrenewedFor(5 * MINUTE, { strategy: 'OldestEmulationVersion' })],
  ] as const)
    it(`${reason} outright, and no flag passes`, () => {
      const scope = {
        ...makeObservation().scope,
        namespace: lease.namespace,
        target: { kind: 'lease', name: lease.name },
      } as const;
      const refusal = refused(lease, { scope }, { force: true });
      assert.deepEqual([refusal.reason, refusal.forcible, refusal.exitCode], [reason, false, 4]);
    });
});

describe('break-lease has nothing to break', () => {
  it('where nobody holds the Lease', () => assert.ok('nothing' in plan(releasedFor(MINUTE))));
  it('where there is none', () => {
    const observation = makeObservation({ leases: [] });
    const { elections, findings } = diagnose(observation);
    const [election] = elections;
    assert.ok(election && 'nothing' in planBreak(election, { observation, reasons: findings }, OPTIONS));
  });
});

describe('the plan', () => {
  const dead = unrenewedFor(5 * MINUTE);
  it('names uid and version of the proof as its guard', () => {
    const { uid, resourceVersion, namespace, name } = dead;
    assert.deepEqual(planned(dead, { pods: PODS }).deeds, [
      { kind: 'delete-lease', at: { namespace, name }, guard: { uid, resourceVersion } },
    ]);
  });
  it('takes the version read just before where it is forced, and says what that causes', () => {
    const { deeds, words } = planned(makeLease(), {}, { force: true, method: 'release' });
    assert.deepEqual(deeds[0], {
      kind: 'release-lease',
      at: { namespace: dead.namespace, name: dead.name },
      guard: { uid: dead.uid, resourceVersion: null },
    });
    assert.deepEqual(
      words.map(({ tone }) => tone),
      ['critical'],
    );
    assert.match(words[0]?.text ?? '', /^--force: its holder lives, unrenewed for 1s\. .*two leaders for 10 to 12s/);
  });
  it('keeps its guard where it is forced and not needed', () => {
    const [deed] = planned(dead, {}, { force: true }).deeds;
    assert.equal(deed?.guard.resourceVersion, dead.resourceVersion);
  });
  it("asks for the Lease's name, and for the pod's where that pod is alive", () => {
    assert.deepEqual(
      planned(dead, { pods: PODS }).typed.map(({ text }) => text),
      [LEASE],
    );
    const wedged = planned(dead, { pods: [makePod(), ...PODS] });
    assert.deepEqual(
      wedged.typed.map(({ text }) => text),
      [LEASE, makePod().name],
    );
    assert.equal(wedged.advice[0]?.command, `kubectl -n beskar7-system delete pod/${makePod().name}`);
    assert.deepEqual(planned(dead, { pods: [makePod({ phase: 'Failed' }), ...PODS] }).typed.length, 1);
  });
  it('restarts the workload of this uid after it', () => {
    const workloads = [makeWorkload({ uid: 'cccccccc-0000-4000-8000-000000000001' })];
    const [, restart] = planned(dead, { workloads, pods: PODS }, { restart: true }).deeds;
    assert.deepEqual([restart?.kind, restart?.guard.uid], ['restart-workload', workloads[0]?.uid]);
  });
  for (const [title, more, helps, expects] of [
    ['nobody is left', { workloads: [], pods: [] }, /will bring no leader: no workload is left/, /^Expect no leader/],
    [
      'it is scaled to zero',
      { workloads: [makeWorkload({ replicas: 0, readyReplicas: 0 })], pods: [] },
      /will not help by itself: nobody of deployment\/controller-manager runs/,
      /^Expect no leader: nobody is left/,
    ],
    [
      'only the holder itself runs',
      { pods: [makePod()] },
      /will hardly help: the only candidate is \S+zcbmh itself/,
      /unless the pod that holds it competes again/,
    ],
    [
      'pods could not be read',
      {
        pods: [],
        gaps: [
          { evidence: 'pods', namespace: null, what: 'list pods', reason: 'forbidden', detail: 'may not list pods' },
        ],
      } as Partial<Observation>,
      /./,
      /^Whether a leader follows is not known/,
    ],
    ['others wait for it', { pods: PODS }, /why these did not is not seen here/, /^Expect a leader within 4\.4s/],
  ] as const)
    it(`says whether it helps: ${title}`, () => {
      const { words, will } = planned(dead, more);
      assert.match(words[0]?.text ?? '', helps);
      assert.match(will.at(-1) ?? '', expects);
    });
  it('says that it may not be needed yet while a takeover is in time', () => {
    const { words } = planned(unrenewedFor(17 * SECOND), { pods: PODS });
    assert.match(words[0]?.text ?? '', /may not be needed: .* due within 7s/);
  });
});

describe('what is written', () => {
  it('is a Lease as client-go releases it, with all that b7le does not know of it', () => {
    const spec = {
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: 'x',
      renewTime: 'y',
      leaseTransitions: 7,
      new: 1,
    };
    const raw = { metadata: { uid: 'u', labels: { a: 'b' } }, spec };
    const at = '2026-05-02T10:00:00.000000Z';
    assert.deepEqual(releasedLease(raw, '2026-05-02T10:00:00Z'), {
      ...raw,
      spec: { ...spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: at, renewTime: at },
    });
  });
  it('is the same in the annotation of an old lock, beside its other annotations', () => {
    const key = 'control-plane.alpha.kubernetes.io/leader';
    const record = { holderIdentity: 'a', leaseDurationSeconds: 15, leaderTransitions: 7 };
    const raw = { metadata: { annotations: { [key]: JSON.stringify(record), other: 'kept' } }, data: { k: 'v' } };
    const written = releasedLock(raw, '2026-05-02T10:00:00Z') as typeof raw;
    assert.deepEqual([written.data, written.metadata.annotations.other], [{ k: 'v' }, 'kept']);
    assert.deepEqual(JSON.parse(written.metadata.annotations[key] ?? ''), {
      holderIdentity: '',
      leaseDurationSeconds: 1,
      leaderTransitions: 7,
      acquireTime: '2026-05-02T10:00:00Z',
      renewTime: '2026-05-02T10:00:00Z',
    });
  });
});
