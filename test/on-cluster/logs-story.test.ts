// `b7le logs` after real failovers: the story names what happened, in order, and its vacancies are those of the Lease's own history.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoryEntry } from '../../src/logs/story-entry.ts';
import { AUDIT_LOG, type AuditedTakeover, takeoversIn, writesIn } from '../support/audit.ts';
import { b7le } from '../support/b7le.ts';
import { fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import {
  clusterWide,
  type InstallOptions,
  leaderOf,
  leaseIn,
  podsIn,
  withInstall,
  withStarting,
} from '../support/install.ts';

/** How exactly a vacancy must be told. */
const EXACT_MS = 1000;
/** The kubelet's stamps are cut to a second: an end that they tell was half a second before or after the middle of it, at most. */
const HALF_MS = 500;
const audited = AUDIT_LOG ? {} : { skip: 'this cluster keeps no audit log' };

/** Two replicas that fail over in seconds, and live on when they are stalled. */
const QUICK: InstallOptions = {
  replicas: 2,
  livenessProbe: false,
  args: (args) =>
    args.map((arg) =>
      arg
        .replace(/(lease-duration)=.*/, '$1=8s')
        .replace(/(renew-deadline)=.*/, '$1=5s')
        .replace(/(retry-period)=.*/, '$1=1s'),
    ),
};
const RBAC = 'rbac.authorization.k8s.io/v1';
const [RENEW_DEADLINE_MS, RETRY_PERIOD_MS] = [5000, 1000];

interface ShownFinding {
  readonly kind: 'Finding';
  readonly id: string;
  readonly severity: string;
  readonly facts: Record<string, unknown>;
}

interface Told {
  readonly entries: readonly StoryEntry[];
  readonly findings: readonly ShownFinding[];
  /** The list as a person has it. */
  readonly text: string;
  readonly code: number | null;
}

async function told(namespace: string): Promise<Told> {
  const env = { LANG: 'C.UTF-8', LC_ALL: '', TZ: 'UTC' };
  // the objects last: they hold at least what the text was waited for
  const table = await b7le(['logs', '-n', namespace, '--timeline'], { env });
  const json = await b7le(['logs', '-n', namespace, '-o', 'json'], { env });
  assert.equal(json.stderr, '');
  const objects = json.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as StoryEntry | ShownFinding);
  return {
    entries: objects.filter((one) => one.kind === 'LogEvent'),
    findings: objects.filter((one) => one.kind === 'Finding'),
    text: table.stdout,
    code: json.code,
  };
}

/** What these pods did, in the story's order: `a acquired`, `b killed, exit 137`; Events and the Lease's echo of it left out. */
function deeds({ entries }: Told, names: Readonly<Record<string, string>>): string[] {
  return entries
    .filter(({ source }) => source === 'log' || source === 'pod')
    .map(
      ({ pod, event, cause, message }) =>
        `${names[pod ?? ''] ?? pod} ${event ?? message}${cause === 'rbac' ? ' rbac' : ''}`,
    );
}

/** Asserts that these deeds stand in a story in this order, whatever stands between them. */
function inOrder(all: readonly string[], wanted: readonly string[], text: string): void {
  let from = 0;
  for (const one of wanted) {
    const at = all.indexOf(one, from);
    assert.ok(at >= 0, `"${one}" is missing after ${from} of ${JSON.stringify(all)}\n${text}`);
    from = at + 1;
  }
}

/** The line that tells of a pod's takeover and of the time before it. */
function takeoverIn(text: string, pod: string): string | undefined {
  const tail = pod.slice(pod.lastIndexOf('-') + 1);
  return text
    .replace(/\n {6,}/g, ' ')
    .split('\n')
    .findLast((one) => one.includes(tail) && one.includes('without a leader'));
}

/** The length that stands behind a takeover, and from what it is counted. */
function vacancyOf(text: string, pod: string): { ms: number; since: string } {
  const [, seconds, since = ''] = /([\d.]+)s without a leader \((.+?)\)/.exec(takeoverIn(text, pod) ?? '') ?? [];
  assert.ok(seconds, `no vacancy of ${pod}:\n${text}`);
  return { ms: Number(seconds) * 1000, since };
}

/** The story once it has a takeover: whoever took the Lease prints that a moment after the API server wrote it down. */
function toldOf(namespace: string, identity: string): Promise<Told> {
  return until('the takeover in the logs', 30_000, async () => {
    const now = await told(namespace);
    return takeoverIn(now.text, podOf(identity)) === undefined ? null : now;
  });
}

async function takeoverFrom(namespace: string, identity: string): Promise<AuditedTakeover> {
  return until('a takeover in the audit log', 40_000, async () => {
    return takeoversIn(namespace).find(({ from }) => from === identity) ?? null;
  });
}

/** @param blurMs by how much what it is held against may be wrong itself */
function near(ms: number, wanted: number, text: string, blurMs = 0): void {
  assert.ok(Math.abs(ms - wanted) < EXACT_MS + blurMs, `${ms} against ${wanted}\n${text}`);
}

const podOf = (identity: string) => identity.slice(0, identity.lastIndexOf('_'));
const lastWriteOf = (namespace: string, holder: string) =>
  writesIn(namespace).findLast((write) => write.holder === holder)?.at ?? Number.NaN;

async function finishedAt(namespace: string, pod: string): Promise<number> {
  const path = '{.status.containerStatuses[0].lastState.terminated.finishedAt}';
  return until(`the end of ${pod}`, 40_000, async () => {
    const time = await kubectl(['-n', namespace, 'get', 'pod', pod, '-o', `jsonpath=${path}`]);
    return time === '' ? null : Date.parse(time);
  });
}

describe('the story of a failover', { concurrency: 3, timeout: 400_000, ...ON_1_37, ...audited }, () => {
  it('by a crash: killed, and its successor so long after', () =>
    withInstall('logs-story-crash', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      await fault('kill', pod, namespace);
      const takeover = await takeoverFrom(namespace, identity);
      const ended = await finishedAt(namespace, pod);
      const story = await toldOf(namespace, takeover.to);
      // the killed process comes back as a candidate, and may be the first to take the Lease again
      const next = podOf(takeover.to) === pod ? 'old' : 'new';
      const names = { [podOf(takeover.to)]: next, [pod]: 'old' };
      const killed = 'old killed, exit 137';
      inOrder(
        deeds(story, names),
        ['old attempting', 'old acquired', killed, 'old attempting', `${next} acquired`],
        story.text,
      );
      const { ms, since } = vacancyOf(story.text, podOf(takeover.to));
      assert.equal(since, 'since exit');
      near(ms, takeover.at - (ended + HALF_MS), story.text, HALF_MS);
      assert.deepEqual(
        story.findings.filter(({ severity }) => severity === 'critical'),
        [],
      );
    }));

  it('by a planned stop: followed as it happens, released, and taken at the next try', () =>
    withInstall('logs-story-planned', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      let stop = () => {};
      let shown = '';
      const following = b7le(['logs', '-n', namespace, '-f', '--no-timeline'], {
        env: { LANG: 'C.UTF-8', LC_ALL: '', TZ: 'UTC' },
        during: (child) => {
          stop = () => child.kill('SIGINT');
          child.stdout?.on('data', (text) => {
            shown += text;
          });
        },
      });
      const deleted = async () => {
        await until('the story so far', 30_000, async () => (/ acquired\b/.test(shown) ? true : null), 100);
        // what comes is followed a moment after that
        await new Promise((resolve) => setTimeout(resolve, 2000));
        const before = shown.length;
        await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
        const takeover = await takeoverFrom(namespace, identity);
        const isTold = async () => (/without a leader \(.+\)/.test(shown.slice(before)) ? true : null);
        // where it never comes, what did come is shown below
        await until('the takeover as it happens', 30_000, isTold, 100).catch(() => {});
        return takeover;
      };
      const takeover = await deleted().finally(() => stop());
      const { stdout } = await following;
      const { ms, since } = vacancyOf(stdout, podOf(takeover.to));
      assert.equal(since, 'since release', stdout);
      near(ms, takeover.leaderlessMs, stdout, HALF_MS);
      const isGone = async () => ((await podsIn(namespace)).includes(pod) ? null : true);
      await until('the pod to be gone', 40_000, isGone);
      const story = await told(namespace);
      assert.deepEqual(
        story.findings.filter(({ severity }) => severity === 'critical'),
        [],
        story.text,
      );
      assert.match(story.text, /gone/);
    }));

  it('by a pause: two leaders from the takeover until the old one wakes up and gives up', () =>
    withInstall('logs-story-paused', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      // a standby that has waited for a while gives the vacancy its upper bound
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      await fault('pause', pod, namespace);
      const takeover = await takeoverFrom(namespace, identity);
      // two logs are not read at one instant: only what has lasted for longer than that counts as two leaders
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      const frozen = await told(namespace);
      assert.equal(frozen.findings.find(({ id }) => id === 'multiple-leaders')?.severity, 'critical', frozen.text);
      assert.equal(frozen.code, 2);
      // it may notice before the script that woke it has ended
      const resumedAt = Date.now();
      await fault('resume', pod, namespace);
      const ended = await finishedAt(namespace, pod);
      const story = await told(namespace);
      const names = { [pod]: 'old', [podOf(takeover.to)]: 'new' };
      inOrder(
        deeds(story, names),
        ['old acquired', 'new acquired', 'old renew-failed', 'old lost', 'old ended, exit 1'],
        story.text,
      );
      const finding = story.findings.find(({ id }) => id === 'multiple-leaders');
      assert.equal(finding?.severity, 'critical', story.text);
      const overlap = Number(finding?.facts.overlapMs);
      assert.ok(
        overlap >= resumedAt - takeover.at - EXACT_MS && overlap <= ended + 1000 + EXACT_MS - takeover.at,
        `${overlap}`,
      );
      const [, low, high] = /([\d.]+) to ([\d.]+)s without a leader \(by its timings\)/.exec(story.text) ?? [];
      const leaderless = takeover.leaderlessMs / 1000;
      assert.ok(leaderless >= Number(low) - 1 && leaderless <= Number(high) + 1, `${leaderless}s\n${story.text}`);
    }));

  it('by a partition: it gives up while its successor waits, counted from its last renewal', () =>
    withInstall('logs-story-cut', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      try {
        await fault('partition', pod, namespace);
        const takeover = await takeoverFrom(namespace, identity);
        await until('the end of the old leader', 60_000, async () => {
          const out = await kubectl([
            '-n',
            namespace,
            'get',
            'pod',
            pod,
            '-o',
            'jsonpath={.status.containerStatuses[0].restartCount}',
          ]);
          return Number(out) > 0 ? true : null;
        });
        const story = await toldOf(namespace, takeover.to);
        const names = { [pod]: 'old', [podOf(takeover.to)]: 'new' };
        inOrder(deeds(story, names), ['old acquired', 'old renew-failed', 'old ended, exit 1'], story.text);
        inOrder(deeds(story, names), ['old acquired', 'new acquired'], story.text);
        const { ms, since } = vacancyOf(story.text, podOf(takeover.to));
        assert.match(since, /^since (renewal|exit)$/);
        const ended = await finishedAt(namespace, pod);
        const byExit = since === 'since exit';
        const begin = byExit ? ended + HALF_MS : lastWriteOf(namespace, identity);
        // its process may end in the second in which it is succeeded, by its stamp even after that: then nobody was missing
        near(ms, Math.max(0, takeover.at - begin), story.text, byExit ? HALF_MS : 0);
      } finally {
        await fault('heal');
      }
    }));

  it('by a right that is taken away: refused, given up, and led again once it is back', () =>
    withInstall('logs-story-rbac', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      const role = clusterWide('manager-role', namespace);
      const patch = (verbs: readonly string[]) =>
        kubectl([
          'patch',
          'clusterrole',
          role,
          '--type=json',
          '-p',
          JSON.stringify([{ op: 'replace', path: '/rules/2/verbs', value: verbs }]),
        ]);
      await patch(['create', 'get']);
      const ended = await finishedAt(namespace, pod);
      const lastRenewal = lastWriteOf(namespace, identity);
      const during = await told(namespace);
      inOrder(
        deeds(during, { [pod]: 'old' }),
        ['old acquired', 'old lock-error rbac', 'old renew-failed', 'old lost', 'old ended, exit 1'],
        during.text,
      );
      assert.match(during.text, /nobody .*▔/, during.text);
      near(ended + HALF_MS, lastRenewal + RETRY_PERIOD_MS + RENEW_DEADLINE_MS, 'reference 1.6 d', HALF_MS);
      await patch(['create', 'get', 'update']);
      const takeover = await takeoverFrom(namespace, identity);
      const story = await toldOf(namespace, takeover.to);
      const { ms, since } = vacancyOf(story.text, podOf(takeover.to));
      assert.equal(since, 'since exit');
      near(ms, takeover.at - (ended + HALF_MS), story.text, HALF_MS);
      assert.equal((await leaseIn(namespace))?.holderIdentity, takeover.to);
    }));

  it('by leaders that cannot fill their caches: each of them holds the Lease and does nothing', () => {
    const rights = [
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
    ];
    const manager: InstallOptions = {
      ...QUICK,
      program: 'manager',
      args: (args) => [...(QUICK.args?.(args) ?? args), '--cache-sync-timeout=8s'],
      rights: [
        { apiVersion: RBAC, kind: 'Role', metadata: { name: 'elects' }, rules: rights },
        {
          apiVersion: RBAC,
          kind: 'RoleBinding',
          metadata: { name: 'elects' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'elects' },
          subjects: [{ kind: 'ServiceAccount', name: 'controller-manager' }],
        },
      ],
    };
    return withStarting('logs-story-idle', manager, async (namespace) => {
      const story = await until('a leader that is found idle', 120_000, async () => {
        const now = await told(namespace).catch(() => null);
        return now?.findings.some(({ id, severity }) => id === 'leader-idle' && severity === 'critical') ? now : null;
      });
      assert.equal(story.code, 2, story.text);
      const reason = String(story.findings.find(({ id }) => id === 'leader-idle')?.facts.reason);
      assert.match(reason, /configmap|cache/i, story.text);
    });
  });

  it('that never comes: a flag that the program does not know', () =>
    withStarting('logs-story-flag', { ...QUICK, args: (args) => [...args, '--no-such-flag'] }, async (namespace) => {
      const story = await until('the unknown flag', 60_000, async () => {
        const now = await told(namespace).catch(() => null);
        return now?.findings.some(({ id, severity }) => id === 'unknown-flag' && severity === 'critical') ? now : null;
      });
      const found = story.findings.find(({ id }) => id === 'unknown-flag');
      assert.equal(found?.facts.flag, '-no-such-flag', story.text);
      assert.equal(story.code, 2, story.text);
    }));
});
