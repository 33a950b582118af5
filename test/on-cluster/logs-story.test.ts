// `b7le logs` after real failovers: the story names what happened, in order, and its vacancies are those of the Lease's own history.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoryEntry } from '../../src/logs/story-entry.ts';
import { AUDIT_LOG, type AuditedTakeover, takeoversIn, writesIn } from '../support/audit.ts';
import { b7le } from '../support/b7le.ts';
import { fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { clusterWide, type InstallOptions, leaderOf, leaseIn, withInstall, withStarting } from '../support/install.ts';

/** How exactly a vacancy must be told. */
const EXACT_MS = 1000;
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
  const [json, table] = [
    await b7le(['logs', '-n', namespace, '-o', 'json'], { env }),
    await b7le(['logs', '-n', namespace, '--timeline'], { env }),
  ];
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

/** The length that stands behind a takeover, and from what it is counted. */
function vacancyOf(text: string, pod: string): { ms: number; since: string } {
  const tail = pod.slice(pod.lastIndexOf('-') + 1);
  const line = text
    .replace(/\n {6,}/g, ' ')
    .split('\n')
    .findLast((one) => one.includes(tail) && one.includes('without a leader'));
  const [, seconds, since = ''] = /([\d.]+)s without a leader \((.+?)\)/.exec(line ?? '') ?? [];
  assert.ok(seconds, `no vacancy of ${tail}:\n${text}`);
  return { ms: Number(seconds) * 1000, since };
}

async function takeoverFrom(namespace: string, identity: string): Promise<AuditedTakeover> {
  return until('a takeover in the audit log', 40_000, async () => {
    return takeoversIn(namespace).find(({ from }) => from === identity) ?? null;
  });
}

function near(ms: number, wanted: number, text: string): void {
  assert.ok(Math.abs(ms - wanted) < EXACT_MS, `${ms} against ${wanted}\n${text}`);
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

describe('the story of a failover', { concurrency: 3, timeout: 240_000, ...ON_1_37, ...audited }, () => {
  it('by a crash: killed, and its successor so long after', () =>
    withInstall('logs-story-crash', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      await fault('kill', pod, namespace);
      const takeover = await takeoverFrom(namespace, identity);
      const ended = await finishedAt(namespace, pod);
      const story = await told(namespace);
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
      // the kubelet's stamp is cut to a second
      near(ms, takeover.at - (ended + 500), story.text);
      assert.deepEqual(
        story.findings.filter(({ severity }) => severity === 'critical'),
        [],
      );
    }));

  it('by a planned stop: followed as it happens, released, and taken at the next try', () =>
    withInstall('logs-story-planned', QUICK, async (namespace) => {
      const { pod, identity } = await leaderOf(namespace);
      let stop = () => {};
      const following = b7le(['logs', '-n', namespace, '-f', '--no-timeline'], {
        env: { LANG: 'C.UTF-8', LC_ALL: '', TZ: 'UTC' },
        during: (child) => {
          stop = () => child.kill('SIGINT');
          child.stdout?.on('data', (text) => {
            if (String(text).includes('without a leader')) setTimeout(stop, 500);
          });
        },
      });
      await new Promise((resolve) => setTimeout(resolve, 5000));
      await kubectl(['-n', namespace, 'delete', 'pod', pod, '--wait=false']);
      const takeover = await takeoverFrom(namespace, identity);
      const late = setTimeout(() => stop(), 15_000);
      const { stdout } = await following;
      clearTimeout(late);
      const { ms, since } = vacancyOf(stdout, podOf(takeover.to));
      assert.equal(since, 'since release', stdout);
      near(ms, takeover.leaderlessMs, stdout);
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
      await fault('resume', pod, namespace);
      const resumedAt = Date.now();
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
        const story = await told(namespace);
        const names = { [pod]: 'old', [podOf(takeover.to)]: 'new' };
        inOrder(deeds(story, names), ['old acquired', 'old renew-failed', 'old ended, exit 1'], story.text);
        inOrder(deeds(story, names), ['old acquired', 'new acquired'], story.text);
        const { ms, since } = vacancyOf(story.text, podOf(takeover.to));
        assert.match(since, /^since (renewal|exit)$/);
        const ended = await finishedAt(namespace, pod);
        const begin = since === 'since exit' ? ended + 500 : lastWriteOf(namespace, identity);
        near(ms, takeover.at - begin, story.text);
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
      near(ended + 500, lastRenewal + RETRY_PERIOD_MS + RENEW_DEADLINE_MS, 'reference 1.6 d');
      await patch(['create', 'get', 'update']);
      const takeover = await takeoverFrom(namespace, identity);
      const story = await until('the takeover in the logs', 10_000, async () => {
        const now = await told(namespace);
        return now.text.includes('without a leader') ? now : null;
      });
      const { ms, since } = vacancyOf(story.text, podOf(takeover.to));
      assert.equal(since, 'since exit');
      near(ms, takeover.at - (ended + 500), story.text);
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
      const story = await until('a leader that is found idle', 60_000, async () => {
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
