// `logs` on real kubelets: 300 MB of three pods in one order and in flat memory, and logs that are followed through whatever breaks.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { create, fault, kubectl, ON_1_37, until } from '../support/cluster.ts';
import { LOUD, LOUD_BYTES, makeLoud } from '../support/loud.ts';

const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const MOST_MIB = 150;
const CLEAN = { ...process.env, NODE_OPTIONS: '', LANG: 'C.UTF-8', B7LE_NAMESPACE: '' };

interface Line {
  readonly kind: string;
  readonly time: string;
  readonly pod: string;
  readonly event: string | null;
  readonly line: string;
}

const running = new Set<ReturnType<typeof spawn>>();
after(() => {
  // a test that failed leaves no process behind
  for (const child of running) child.kill('SIGKILL');
});

/** Runs `b7le ARGS`, each line of its output taken by itself. @returns its exit code and the most memory it took, in MiB */
function reading(args: readonly string[], take: (line: string) => void) {
  const child = spawn(process.execPath, [BINARY, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: CLEAN });
  let mostMib = 0;
  let stderr = '';
  const looking = setInterval(() => {
    mostMib = Math.max(mostMib, highWater(child.pid ?? 0));
  }, 100);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', take);
  const over = new Promise<{ code: number | null; mostMib: number; stderr: string }>((resolve) => {
    child.once('close', (code) => {
      clearInterval(looking);
      resolve({ code, mostMib, stderr });
    });
  });
  running.add(child);
  void over.then(() => running.delete(child));
  return { over, end: () => child.kill('SIGINT') };
}

function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function inNamespace(topic: string, test: (namespace: string) => Promise<void>): Promise<void> {
  const namespace = `logs-${topic}-${randomBytes(3).toString('hex')}`;
  try {
    await test(namespace);
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found']);
  }
}

/** Whether the kubelet keeps as much as the test prints; by default it rotates at 10 MiB. */
async function keepsMuch(): Promise<boolean> {
  const [node = ''] = (await kubectl(['get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}'])).split(' ');
  const config = JSON.parse(await kubectl(['get', '--raw', `/api/v1/nodes/${node}/proxy/configz`])) as {
    kubeletconfig?: { containerLogMaxSize?: string };
  };
  return /^\d{3,}Mi$|Gi$/.test(config.kubeletconfig?.containerLogMaxSize ?? '');
}

describe('three pods that printed 100 MB each', { timeout: 600_000, ...ON_1_37 }, () => {
  it('are read whole and in one order, and memory stays flat', async (context) => {
    if (!(await keepsMuch())) return context.skip('this kubelet rotates logs before they are so large');
    await inNamespace('loud', async (namespace) => {
      const pods = await makeLoud(namespace);
      const next = new Map<string, number>();
      let before = '';
      let events = 0;
      let bytes = 0;
      const all = reading(
        ['logs', `deployment/${LOUD}`, '-n', namespace, '--all', '--since', '0', '-o', 'json'],
        (text) => {
          // parsing all of it would be the slowest part
          const { time, pod, line } = fieldsOf(text);
          if (time === '') return;
          if (text.includes('"event":"lock-error"')) events++;
          assert.ok(time >= before, `${time} after ${before}`);
          before = time;
          bytes += line.length;
          const index = next.get(pod) ?? 0;
          const number = /reconcileID\\":\\"(\d+)/.exec(line)?.[1];
          if (number !== undefined) assert.equal(Number(number), index, `of ${pod}: ${line}`);
          next.set(pod, index + 1);
        },
      );
      const { code, mostMib, stderr } = await all.over;
      assert.equal(code, 2, stderr);
      assert.deepEqual([...next.keys()].sort(), pods.toSorted());
      for (const pod of pods) {
        const last = await kubectl(['-n', namespace, 'logs', pod, '--tail=1']);
        assert.equal(next.get(pod), Number(last.split(' ')[1]) + 1, pod);
      }
      assert.ok(bytes > 3 * LOUD_BYTES, `${bytes}`);
      const printed = Math.min(...next.values());
      assert.ok(events >= 3 * Math.floor(printed / 1000), `${events} events`);
      assert.ok(mostMib > 40 && mostMib <= MOST_MIB, `every line: ${mostMib} MiB`);
      let told = '';
      const story = await reading(['logs', `deployment/${LOUD}`, '-n', namespace, '--since', '0'], (text) => {
        told += `${text}\n`;
      }).over;
      assert.equal(story.code, 2, story.stderr);
      assert.match(told, /lock-error\b.* \d{3} times/);
      assert.ok(story.mostMib > 40 && story.mostMib <= MOST_MIB, `the story: ${story.mostMib} MiB`);
    });
  });
});

/** Without parsing: keys stand in the order of contract 3. */
function fieldsOf(text: string): { time: string; pod: string; line: string } {
  const [, time = '', pod = ''] =
    /^\{"kind":"LogEvent","source":"log","time":"([^"]+)","namespace":"[^"]*","pod":"([^"]*)"/.exec(text) ?? [];
  return { time, pod, line: text.slice(text.lastIndexOf('"line":"') + 8) };
}

const TALKER = 'talker';
/** Every process has an id, and each of its lines a number; it says goodbye where it is asked to stop. */
const SCRIPT = `run=$(cat /proc/sys/kernel/random/uuid); i=0; trap 'echo "$run goodbye $i"; exit 0' TERM
while true; do i=$((i+1)); echo "$run line $i"; usleep 20000; done`;

async function makeTalkers(namespace: string): Promise<void> {
  const labels = { app: TALKER };
  const container = {
    name: 'manager',
    image: 'localhost/busybox:1',
    imagePullPolicy: 'Never',
    command: ['sh', '-c', SCRIPT, 'manager', '--leader-elect=true', `--leader-election-id=${TALKER}`],
  };
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 5, containers: [container] } };
  await create([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: TALKER, namespace },
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    },
  ]);
  await kubectl(['-n', namespace, 'rollout', 'status', `deployment/${TALKER}`, '--timeout=60s']);
}

describe('logs that are followed', { timeout: 400_000, ...ON_1_37 }, () => {
  it('lose and repeat no line: through a restart, a deleted pod and an API server that starts anew', () =>
    inNamespace('followed', async (namespace) => {
      await makeTalkers(namespace);
      const lines: Line[] = [];
      const args = ['logs', `deployment/${TALKER}`, '-n', namespace, '-f', '--all', '-o', 'json'];
      const live = reading(args, (text) => {
        const line = JSON.parse(text) as Line;
        if (line.kind === 'LogEvent') lines.push(line);
      });
      const runsOf = (pod: string) => [
        ...new Set(lines.filter((line) => line.pod === pod).map(({ line }) => line.split(' ')[0] ?? '')),
      ];
      const podsSeen = () => [...new Set(lines.map(({ pod }) => pod))];
      await until('lines of both', 30_000, async () => (podsSeen().length === 2 ? true : null));
      const [killed = '', deleted = ''] = podsSeen();

      await fault('kill', killed, namespace);
      await until('lines of its next process', 40_000, async () => (runsOf(killed).length === 2 ? true : null));
      await kubectl(['-n', namespace, 'delete', 'pod', deleted, '--wait=false']);
      await until('lines of the pod in its place', 40_000, async () => (podsSeen().length === 3 ? true : null));
      // a pod that goes while no connection lasts takes its last lines with it, and they are told as lost
      const isGone = async () =>
        (await kubectl(['-n', namespace, 'get', 'pod', deleted, '--ignore-not-found', '-o', 'name'])) === '' || null;
      await until('the deleted pod to be gone', 40_000, isGone);

      await fault('restart-apiserver');
      const from = lines.length;
      const again = () => new Set(lines.slice(from).map(({ pod }) => pod)).size;
      await until('lines of both after it', 60_000, async () => (again() === 2 ? true : null));
      // a process that ends just before all connections break: its last lines are in the log of the process before
      await fault('kill', killed, namespace);
      await fault('restart-apiserver');
      await until('lines of its third process', 120_000, async () => (runsOf(killed).length === 3 ? true : null));

      const previous = await kubectl(['-n', namespace, 'logs', killed, '--previous']);
      live.end();
      const { code, stderr } = await live.over;
      assert.equal(code, 130, stderr);
      assert.match(stderr, /^interrupted: nothing was changed$/m);
      assert.doesNotMatch(stderr, /lost/);

      const byRun = new Map<string, string[]>();
      for (const { line } of lines) {
        const [run = '', ...rest] = line.split(' ');
        byRun.set(run, [...(byRun.get(run) ?? []), rest.join(' ')]);
      }
      assert.equal(byRun.size, 5, [...byRun.keys()].join());
      for (const [run, told] of byRun) {
        const numbered = told.filter((words) => words.startsWith('line '));
        const expected = numbered.map((_, index) => `line ${index + 1}`);
        assert.deepEqual(numbered, expected, run);
      }
      const [gone = ''] = runsOf(deleted);
      assert.match(byRun.get(gone)?.at(-1) ?? '', /^goodbye /, 'the last words of the pod that was deleted');
      const [, second = ''] = runsOf(killed);
      const end = previous.trim().split('\n').at(-1)?.split(' ').slice(1).join(' ');
      assert.equal(byRun.get(second)?.at(-1), end, 'the last line before the second kill');
    }));
});
