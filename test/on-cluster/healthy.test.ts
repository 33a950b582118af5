// Healthy installs of every program: a leader, its standbys, nothing to complain about, in every output format.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import { load } from 'js-yaml';
import { ON_1_37, SERVER, STAMPED, VERSION } from '../support/cluster.ts';
import { DEPLOYMENT, LEASE, leaderOf, podsIn, withInstall } from '../support/install.ts';
import { type Judged, judge, only, type Report, rolesOf, status } from '../support/status.ts';

const CRASH = [13_000, 23_800];
/** What stamps of whole seconds may add to an age. */
const CUT_MS = 1_000;

/** What holds for every install of three healthy replicas with Beskar7's names and timings. */
async function assertHealthy(namespace: string): Promise<Judged> {
  const judged = await judge(['-n', namespace]);
  const { report, troubles, told } = judged;
  const { identity, pod } = await leaderOf(namespace);
  const election = only(judged);
  assert.deepEqual([report.verdict, report.exitCode, troubles, report.gaps], ['healthy', 0, [], []], told);
  assert.deepEqual([report.namespace, report.cluster.server], [namespace, SERVER], told);
  assert.ok(report.cluster.version?.startsWith(`v${VERSION}.`), told);
  assert.equal(election.state, 'renewing', told);
  if (STAMPED) assert.equal(election.evidence, 'server-clock', told);
  else assert.ok(['server-clock', 'two-reads'].includes(election.evidence), told);
  // on this machine the holder's clock is the server's: nobody may be told of an age that its own stamp excludes
  const mostMs = Date.parse(report.generatedAt) - Date.parse(election.lease.renewTime ?? '') + CUT_MS;
  assert.ok(election.renewedAgoMs !== null && election.renewedAgoMs <= mostMs, `${mostMs}: ${told}`);
  assert.deepEqual([election.lease.namespace, election.lease.name], [namespace, LEASE], told);
  assert.deepEqual([election.lease.holderIdentity, election.lease.leaseDurationSeconds], [identity, 15], told);
  assert.match(election.lease.renewTime ?? '', /\.\d{6}Z$/, told);
  assert.deepEqual(
    election.holder,
    { identity, pod, node: 'node-1', match: 'exact', phase: 'Running', ready: true, restarts: 0 },
    told,
  );
  assert.deepEqual(rolesOf(election), { leader: 1, standby: 2 }, told);
  assert.deepEqual(
    election.candidates.map((candidate) => candidate.pod).sort(),
    (await podsIn(namespace)).sort(),
    told,
  );
  assert.equal(election.candidates.find(({ role }) => role === 'leader')?.pod, pod, told);
  const { kind, name, replicas, readyReplicas, serviceAccount } = election.workload ?? {};
  assert.deepEqual(
    [kind, name, replicas, readyReplicas, serviceAccount],
    ['Deployment', DEPLOYMENT, 3, 3, DEPLOYMENT],
    told,
  );
  const { timing } = election;
  assert.deepEqual([timing.leaseDurationMs, timing.renewDeadlineMs, timing.retryPeriodMs], [15_000, 10_000, 2_000]);
  assert.deepEqual([timing.marginMs, timing.apiOutageToleranceMs, timing.crashFailoverMs], [3_000, 8_000, CRASH]);
  assert.equal(timing.source.leaseDurationMs, 'lease', told);
  return judged;
}

function assertNothingUnknown({ report, told }: Judged): void {
  const unknown = report.findings.filter(({ severity }) => severity === 'unknown').map(({ id }) => id);
  assert.deepEqual(unknown, [], told);
}

/** One replica says that it leads, and it is the holder. */
function assertClaims(judged: Judged): void {
  for (const { role, claims } of only(judged).candidates) assert.equal(claims, role === 'leader', judged.told);
}

describe('a healthy install', { concurrency: true, timeout: 120_000 }, () => {
  it('of the plain elector, in every format', () =>
    withInstall('healthy', {}, async (namespace) => {
      const judged = await assertHealthy(namespace);
      assertNothingUnknown(judged);
      assertClaims(judged);
      const { gracefulFailoverMs, source } = only(judged).timing;
      assert.deepEqual(
        [gracefulFailoverMs, source.renewDeadlineMs, source.retryPeriodMs],
        [[0, 4_400], 'flag', 'flag'],
      );
      await assertFormats(namespace);
      await assertCutShort(namespace);
    }));

  it('of a controller-runtime manager', ON_1_37, () =>
    withInstall('runtime', { program: 'manager' }, async (namespace) => {
      const judged = await assertHealthy(namespace);
      assertNothingUnknown(judged);
      assertClaims(judged);
    }),
  );

  it('as it is shipped: not released, and metrics that ask for a token', ON_1_37, () =>
    withInstall('shipped', { manifest: 'beskar7-as-shipped.yaml' }, async (namespace) => {
      const judged = await assertHealthy(namespace);
      const { report, told } = judged;
      const unknown = report.findings.filter(({ severity }) => severity === 'unknown');
      assert.deepEqual(
        unknown.map(({ id }) => id),
        ['multiple-leaders'],
        told,
      );
      assert.match(unknown[0]?.summary ?? '', /token/, told);
      assert.ok(
        only(judged).candidates.every(({ claims }) => claims === null),
        told,
      );
      const { gracefulFailoverMs, source } = only(judged).timing;
      assert.deepEqual(gracefulFailoverMs, CRASH, told);
      assert.deepEqual([source.renewDeadlineMs, source.retryPeriodMs], ['default', 'default'], told);
      const { stdout } = await status(['-n', namespace]);
      assert.match(stdout, /second leaders not checked/);
      assert.match(stdout, /13 to 23\.8s after a crash/);
    }),
  );
});

/** A watch that --timeout ends early takes nothing away from what had been read before it (contract 6). */
async function assertCutShort(namespace: string): Promise<void> {
  const judged = await judge(['-n', namespace, '--observe', '10s', '--timeout', '4s']);
  const election = only(judged);
  // a whole watch takes longer than that
  assert.ok(judged.tookMs < 9_000, judged.told);
  assert.deepEqual([election.state, judged.code], ['renewing', 0], judged.told);
  assert.equal(election.holder?.pod, (await leaderOf(namespace)).pod, judged.told);
  assert.deepEqual([rolesOf(election), election.workload?.replicas], [{ leader: 1, standby: 2 }, 3], judged.told);
}

async function assertFormats(namespace: string): Promise<void> {
  const { pod } = await leaderOf(namespace);
  const text = async (...args: string[]) => {
    const { code, stdout, stderr } = await status(['-n', namespace, ...args]);
    assert.deepEqual([code, stderr], [0, ''], `${args.join(' ')}: ${stdout}`);
    assert.doesNotMatch(stdout, /\u001b/);
    return stdout;
  };
  const table = await text();
  assert.match(
    table,
    new RegExp(`^✔ healthy {3}${namespace} \\(-n\\) · context real\n\n✔ ${LEASE}\n {2}led by ${pod} on node-1`),
  );
  assert.equal(table.match(/ standby /g)?.length, 2, table);
  assert.doesNotMatch(table, /second leaders not checked|not possible/);
  assert.match(await text('-o', 'wide'), new RegExp(`${pod}_[0-9a-f-]{36}`));
  assert.match(await text('-o', 'short'), /^✔ healthy [^\n]*\n$/);
  assert.match(await text('-q'), /^✔ healthy [^\n]*\n$/);
  assert.equal(await text('-o', 'name'), `lease.coordination.k8s.io/${LEASE}\n`);
  for (const report of [JSON.parse(await text('--json')) as Report, load(await text('-o', 'yaml')) as Report]) {
    assert.deepEqual([report.verdict, report.elections[0]?.holder?.pod], ['healthy', pod]);
  }
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(await text('-o', 'junit'));
  const {
    '@_failures': failures,
    '@_errors': errors,
    '@_tests': tests,
    '@_skipped': skipped,
  } = parsed.testsuites.testsuite;
  assert.deepEqual([failures, errors, skipped], ['0', '0', '0']);
  assert.ok(Number(tests) >= 20, tests);
}
