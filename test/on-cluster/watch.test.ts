// `status --watch` and `--wait` beside real failovers: what they tell against what the API server wrote down.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUDIT_LOG, takeoversIn } from '../support/audit.ts';
import { fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { leaderOf, leaseIn, withInstall } from '../support/install.ts';
import { crashForGood } from '../support/samples.ts';
import { status } from '../support/status.ts';
import { changed, watch } from '../support/watched.ts';

/** How exactly b7le must be, against the audit log. */
const EXACT_MS = 500;
/** The kubelet's stamps are cut to a second: the middle of it is right to this. */
const CUT_MS = 500;
/** Of the programs on the cluster, which keep client-go's defaults. */
const LEASE_DURATION_MS = 15_000;
const audited = AUDIT_LOG ? {} : { skip: 'this cluster keeps no audit log' };

/** Two renewals, seen by kubectl: by then the watch has seen one as well, however late it began. */
async function renewedTwice(namespace: string): Promise<void> {
  const seen = new Set<string>();
  await until(`two renewals in ${namespace}`, 20_000, async () => {
    seen.add((await leaseIn(namespace))?.renewTime ?? '');
    return seen.size > 2 ? true : null;
  });
}

describe('a failover that is watched', { concurrency: true, timeout: 180_000 }, () => {
  it('by a crash: the vacancy and the new holder as the audit log has them', { ...ON_1_37, ...audited }, () =>
    withInstall('watched', {}, async (namespace) => {
      const live = await watch(['-n', namespace]);
      assert.equal(live.lines[0]?.change, null);
      assert.equal(live.lines[0]?.verdict, 'healthy');
      // what came before the watch is dated by stamps of whole seconds
      await renewedTwice(namespace);
      const asked = Date.now();
      const former = await crashForGood(namespace);
      const done = Date.now();
      const line = await live.until('a takeover', 40_000, changed('taken-over'));
      const { change, cameAt } = line;
      const [takeover] = await until('the audit log', 5000, async () => {
        const found = takeoversIn(namespace).filter(({ from }) => from === former.identity);
        return found.length > 0 ? found : null;
      });
      assert.ok(takeover && change);
      assert.deepEqual([change.from, change.to], [takeover.from, takeover.to]);
      assert.ok(Math.abs(cameAt - takeover.at) < EXACT_MS, `told ${cameAt - takeover.at}ms after it`);
      assert.ok(Math.abs(Date.parse(change.time ?? '') - takeover.at) < EXACT_MS, `${change.time}`);
      const since = change.sinceRenewalMs ?? Number.NaN;
      assert.ok(Math.abs(since - takeover.leaderlessMs) < EXACT_MS, `${since} against ${takeover.leaderlessMs}`);
      // its container ended while it was killed and its pod taken away; whichever of both was seen first tells when
      const { leaderlessMs, leaderlessFrom } = change;
      assert.equal(leaderlessFrom, 'container-end', change.summary);
      const ended = takeover.at - (leaderlessMs ?? Number.NaN);
      assert.ok((leaderlessMs ?? Number.NaN) <= since, change.summary);
      assert.ok(ended > asked - CUT_MS - EXACT_MS && ended < done + EXACT_MS, `${ended - asked}: ${change.summary}`);
      // a replica that looks just as the duration is over takes the Lease before anybody can say that it expired
      const foretold = since > LEASE_DURATION_MS + EXACT_MS ? ['stopped', 'late', 'expired'] : ['stopped', 'late'];
      for (const kind of foretold) assert.ok(live.lines.some(changed(kind)), kind);
      assert.equal(line.elections[0]?.lease.holderIdentity, takeover.to);
      const { stderr } = await live.end();
      assert.match(stderr, /interrupted: nothing was changed/);
    }),
  );

  it('by a planned stop: the release, and how long nobody led since', { ...ON_1_37, ...audited }, () =>
    withInstall('released', {}, async (namespace) => {
      const live = await watch(['-n', namespace]);
      // a release that came before the watch ran would be dated by when it was found
      await renewedTwice(namespace);
      const { pod, identity } = await leaderOf(namespace);
      await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
      const release = await live.until('the release', 20_000, changed('released'));
      const { change } = await live.until('a takeover', 20_000, changed('taken-over'));
      const [takeover] = await until('the audit log', 5000, async () => {
        const found = takeoversIn(namespace).filter(({ from }) => from === identity);
        return found.length > 0 ? found : null;
      });
      assert.ok(takeover && change);
      assert.equal(release.change?.from, identity);
      assert.deepEqual([change.from, change.to, change.leaderlessFrom], [identity, takeover.to, 'release']);
      const error = Math.abs((change.leaderlessMs ?? Number.NaN) - takeover.leaderlessMs);
      assert.ok(error < EXACT_MS, `${change.leaderlessMs} against ${takeover.leaderlessMs}`);
      await live.end('SIGTERM');
    }),
  );

  it('and a Lease that is deleted under its leader is made anew', ON_1_37, () =>
    withInstall('anew', {}, async (namespace) => {
      const live = await watch(['-n', namespace]);
      // its leader makes it anew within 2 s: a watch that began after that would see no Lease go
      await renewedTwice(namespace);
      await kubectl(['-n', namespace, 'delete', 'lease', '--all']);
      await live.until('a Lease made anew', 20_000, changed('recreated'));
      assert.ok(live.lines.some(changed('deleted')));
      await live.end();
    }),
  );
});

describe('status --wait, without a terminal', { concurrency: true, timeout: 180_000 }, () => {
  it('succeeds once a killed leader is replaced', () =>
    withInstall('wait-ok', {}, async (namespace) => {
      const former = await crashForGood(namespace);
      const run = await status(['-n', namespace, '--wait']);
      assert.equal(run.code, 0, run.stderr);
      const { identity } = await leaderOf(namespace);
      assert.notEqual(identity, former.identity);
      assert.match(run.stdout, /^✔ healthy /);
    }));

  it('fails with 2 when nobody comes, and shows the last state on stderr', () =>
    withInstall('wait-in-vain', {}, async (namespace) => {
      const { pod } = await leaderOf(namespace);
      await kubectl(['-n', namespace, 'scale', 'deployment/controller-manager', '--replicas=0']);
      await fault('kill', pod, namespace).catch(() => {});
      const run = await status(['-n', namespace, '--wait', '--timeout', '30s']);
      assert.equal(run.code, 2, run.stdout + run.stderr);
      assert.equal(run.stdout, '');
      assert.match(run.stderr, /^not healthy after \d+s of waiting; the last state seen:\n✖ critical /);
      assert.match(run.stderr, /no-candidates/);
    }));
});
