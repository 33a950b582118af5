// The real cluster that this suite runs on: kubectl as its admin, the faults that its script makes, and waiting for what follows.
// A file that imports this refuses to run unless the cluster in use is the one that was named for tests.

import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the cluster's script and manifests. */
export const REAL_CLUSTER =
  process.env.B7LE_REAL_CLUSTER || fileURLToPath(new URL('../../../shared/real-cluster', import.meta.url));

export type Version = '1.37' | '1.20';

interface RunOptions {
  /** Written to its stdin. */
  readonly input?: string;
}

/** Runs a program and returns its stdout; an exit code other than 0 is an error that holds its stderr. */
function run(program: string, args: readonly string[], { input }: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

export function kubectl(args: readonly string[], options: RunOptions = {}): Promise<string> {
  return run('kubectl', args, options);
}

/** Makes objects. They are created, never changed: each test has names of its own. */
export function create(objects: readonly object[]): Promise<string> {
  return kubectl(['create', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) });
}

/** What the script's `partition` says where the kernel's tables do not tell which interface is the pod's. */
const NO_INTERFACE = /not a valid ifname/;

/**
 * A fault that the cluster's script makes for real, such as `kill POD NAMESPACE`. The script finds a pod's interface in the
 * kernel's lists of neighbours, which pods that come and go beside it change while it reads: then it is asked again.
 */
export async function fault(...words: string[]): Promise<void> {
  await until(words.join(' '), 10_000, () =>
    run(`${REAL_CLUSTER}/cluster`, words).then(
      () => true,
      (error: Error) => {
        if (!NO_INTERFACE.test(error.message)) throw error;
        return null;
      },
    ),
  );
}

/**
 * Asks again and again until there is an answer.
 * @param probe gives null for "not yet"; what it throws is thrown on
 */
export async function until<T>(what: string, ms: number, probe: () => Promise<T | null>, everyMs = 300): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`waited ${ms / 1000}s in vain for ${what}`);
    await sleep(everyMs);
  }
}

async function chosenCluster(): Promise<{ server: string; version: Version }> {
  const { B7LE_TEST_CLUSTER: named, B7LE_TEST_KUBERNETES: version } = process.env;
  if (!named) throw new Error('B7LE_TEST_CLUSTER must name the server of the cluster that these tests may use');
  if (version !== '1.37' && version !== '1.20') throw new Error('B7LE_TEST_KUBERNETES must be 1.37 or 1.20');
  const server = (await kubectl(['config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}'])).trim();
  if (server !== named) throw new Error(`the current context is ${server}, and the tests may use only ${named}`);
  const { gitVersion } = JSON.parse(await kubectl(['get', '--raw', '/version'])) as { gitVersion: string };
  if (!gitVersion.startsWith(`v${version}.`)) throw new Error(`${server} is ${gitVersion}, not ${version}`);
  return { server, version };
}

export const { server: SERVER, version: VERSION } = await chosenCluster();

/** From 1.25 on the server's own stamp moves with every renewal, so that one read tells its age (reference 1.3). */
export const STAMPED = VERSION !== '1.20';

/** For the `skip` of a scenario that the smaller suite of 1.20 leaves out. */
export const ON_1_37: { readonly skip?: string } = STAMPED ? {} : { skip: 'only in the full suite, on 1.37' };
