// What is known only in part is not told as if it were known: an age that is a bound, a cluster of which nothing could be read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Observation } from '../../src/election/observation.ts';
import { doctorReportOf } from '../../src/report/doctor-report.ts';
import { reportOf } from '../../src/report/report.ts';
import { DAY, makeObservation, makeSighting, unrenewedFor } from '../support/build.ts';
import { show } from '../support/screen.ts';

const SURFACE = { width: 120, colour: false, unicode: true };

function screen(overrides: Partial<Observation>): Promise<string> {
  const observation = makeObservation(overrides);
  return show(reportOf(observation, diagnose(observation), 'warning'), { format: 'table', surface: SURFACE });
}

const old = { ...makeObservation().cluster, version: 'v1.20.2', stampsFollowRenewals: false };
const watched = [makeSighting({ lease: unrenewedFor(DAY), unchangedForMs: 24_000 })];
const everywhere = { namespace: null, namespaceSource: '-A', target: null, contextGiven: null } as const;

test('a Lease that was only watched was renewed at least so long ago, in its sentence and in the overview', async () => {
  assert.match(await screen({ cluster: old, leases: watched, pods: [] }), /renewed at least 24s ago/);
  assert.match(await screen({ cluster: old, leases: watched, pods: [], scope: everywhere }), / {2}at least 24s ago\n/);
});

test("by the API server's clock it was renewed exactly then", async () => {
  const leases = [makeSighting({ lease: unrenewedFor(100_000) })];
  const text = await screen({ leases, pods: [] });
  assert.match(text, /renewed 1m 40s ago/);
  assert.doesNotMatch(text, /at least/);
});

test('where no Lease may be listed doctor counts no check as made', () => {
  const detail = 'user "nobody" may not list leases';
  const gaps = [{ evidence: 'leases', namespace: 'a', what: 'list leases', reason: 'forbidden', detail }] as const;
  const observation = makeObservation({ leases: [], workloads: [], pods: [], gaps });
  const { checks } = doctorReportOf(observation, diagnose(observation), 'warning');
  assert.ok(checks.asked.length > 40);
  assert.deepEqual(checks.unknown, checks.asked);
});

test('where no Lease of any namespace may be listed there is no empty table, and nothing is counted', async () => {
  const detail = 'user "nobody" may not list leases';
  const gaps = [{ evidence: 'leases', namespace: null, what: 'list leases', reason: 'forbidden', detail }] as const;
  const text = await screen({ leases: [], workloads: [], pods: [], gaps, scope: everywhere });
  assert.match(text, /^\? unknown {3}all namespaces · /);
  assert.match(text, /not possible {2}user "nobody" may not list leases/);
  assert.doesNotMatch(text, /RENEWED|0 elections/);
});
