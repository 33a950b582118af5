// A healthy install with a past that was made for real: its replicas were killed for want of memory, the API server was away and
// the leader lost, logs were rotated, leadership moved 20 times, and a Lease of an older install stands beside it. Once all of it is
// past, which takes ten minutes, doctor has nothing to say (contract 4). Needs a real cluster whose kubelet rotates logs early.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, fault, kubectl, until } from '../support/cluster.ts';
import { doctor } from '../support/doctored.ts';
import { LEASE, leaderOf, leaseIn, orphanedLease, rolledOut, withStarting } from '../support/install.ts';
import { rotateLog } from '../support/log-file.ts';

const MINUTE = 60_000;
/** What logs and last states tell counts for ten minutes. */
const PAST_MS = 10.5 * MINUTE;

interface PodStatus {
  metadata: { name: string };
  status: {
    containerStatuses?: {
      name: string;
      ready: boolean;
      state: { running?: { startedAt: string } };
      lastState: { terminated?: { reason: string; finishedAt: string } };
    }[];
  };
}

async function podsIn(namespace: string): Promise<PodStatus[]> {
  const { items } = JSON.parse(await kubectl(['-n', namespace, 'get', 'pods', '-o', 'json'])) as { items: PodStatus[] };
  return items;
}

/** Each replica leaks from its start on, is killed for it, and leaks no more once it was started again. */
async function killedForMemory(namespace: string): Promise<void> {
  await until('all replicas to run', MINUTE, async () => {
    const pods = await podsIn(namespace);
    return pods.length === 2 && pods.every(({ status }) => status.containerStatuses?.[0]?.state.running) ? true : null;
  });
  // what a process was started with stays as it is: only the next one sees it
  await kubectl(['-n', namespace, 'annotate', 'pods', '--all', '--overwrite', 'leak=0']);
  await until('all replicas to be killed', 2 * MINUTE, async () => {
    const all = (await podsIn(namespace)).flatMap(({ status }) => status.containerStatuses ?? []);
    return all.every(({ ready, lastState }) => ready && lastState.terminated?.reason === 'OOMKilled') ? true : null;
  });
}

/** Until one of the new processes leads: who was killed stands in the Lease for a while. */
async function renewedAfter(namespace: string, moment: number): Promise<void> {
  await until('a leader that renews', MINUTE, async () =>
    Date.parse((await leaseIn(namespace))?.renewTime ?? '') > moment ? true : null,
  );
}

async function give20Transitions(namespace: string): Promise<void> {
  await kubectl(['-n', namespace, 'patch', 'lease', LEASE, '--type=merge', '-p', '{"spec":{"leaseTransitions":20}}']);
}

describe('a healthy install with a past', () => {
  it('is healthy', { timeout: 20 * MINUTE }, () =>
    withStarting(
      'doctor-past-real',
      {
        program: 'manager',
        replicas: 2,
        args: (args) => [...args, '--leak-per-second=$(LEAK)'],
        deployment: ({ template }) => {
          template.metadata = { ...template.metadata, annotations: { leak: '20' } };
          for (const container of template.spec.containers) {
            const fieldRef = { fieldPath: "metadata.annotations['leak']" };
            container.env = [...(container.env ?? []), { name: 'LEAK', valueFrom: { fieldRef } }];
            container.resources = { limits: { memory: '150Mi' } };
          }
        },
      },
      async (namespace) => {
        await killedForMemory(namespace);
        await rolledOut(namespace);
        await renewedAfter(namespace, Date.now());
        await give20Transitions(namespace);
        await create([orphanedLease(namespace)]);

        const before = (await leaseIn(namespace))?.leaseTransitions ?? 0;
        await fault('freeze', '16');
        await until('the leader to have lost', MINUTE, async () =>
          ((await leaseIn(namespace))?.leaseTransitions ?? 0) > before ? true : null,
        );
        await rolledOut(namespace);
        const { pod } = await leaderOf(namespace);
        await rotateLog(namespace, pod, 'manager');
        const during = await doctor('-n', namespace);
        assert.notEqual(during.code, 2, during.told);

        await sleep(PAST_MS);
        const seen = await doctor('-n', namespace);
        assert.deepEqual(
          [seen.code, seen.report.verdict, seen.critical, seen.first],
          [0, 'healthy', [], undefined],
          seen.told,
        );
        const told = new Map(seen.report.findings.map((finding) => [finding.id, finding]));
        assert.equal(told.get('out-of-memory')?.severity, 'info', seen.told);
        assert.equal(told.get('lease-orphaned')?.severity, 'info', seen.told);
        const [own] = seen.report.elections.filter(({ lease }) => lease.name === LEASE);
        assert.ok((own?.lease.leaseTransitions ?? 0) >= 20, seen.told);
      },
    ),
  );
});
