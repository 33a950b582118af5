// A practice cluster as a user has it, started with the command, and a real kubectl that talks to it.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Where the scenarios live, and the image that runs there. */
/** Which kubectl a machine has beside the real 1.20 is chance; the suite on 1.37 brings a current one, and these tests ask for no more. */
export const NOT_HERE = process.env.B7LE_TEST_KUBERNETES === '1.20' && 'done in the suite on 1.37, with its kubectl';

export const NS = 'beskar7-system';
export const IMAGE = 'practice/beskar7:v0.4.0-alpha.7';

export interface Answer {
  readonly code: number;
  /** stdout and stderr, in that order. */
  readonly told: string;
  readonly out: string;
}

export interface Practised {
  readonly kubeconfig: string;
  /** The tokens of its kubeconfig. */
  readonly tokens: readonly string[];
  /** Runs kubectl to its end, a minute at most. @param input for its stdin */
  kubectl(words: string, input?: object): Promise<Answer>;
  /** As `kubectl`, where success is expected. @returns what it printed @throws Error otherwise */
  does(words: string, input?: object): Promise<string>;
  /** Reads one thing with `-o jsonpath`. */
  read(what: string, path: string): Promise<string>;
  /** Runs kubectl until it has printed enough, then stops it. @throws Error after `ms` */
  follow(words: string, ms: number, enough: (printed: string) => boolean): Promise<string>;
  /** Ends it as Ctrl-C does. @returns its exit code and everything that it printed */
  end(): Promise<{ readonly code: number | null; readonly printed: string }>;
}

/** Starts `b7le practice SCENARIO …` and waits for its kubeconfig. */
export async function startPractised(words: readonly string[]): Promise<Practised> {
  const home = mkdtempSync(join(tmpdir(), 'b7le-kubectl-'));
  const child = spawn(process.execPath, [BINARY, 'practice', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const end = async () => {
    child.kill('SIGINT');
    const [code] = await closed;
    rmSync(home, { recursive: true, force: true });
    return { code, printed };
  };
  const kubeconfig = await until('the kubeconfig', 60_000, async () => {
    if (child.exitCode !== null) throw new Error(`b7le practice ended: ${printed}`);
    return /KUBECONFIG=(\S+)\n/.exec(printed)?.[1] ?? null;
  }).catch(async (error) => {
    await end();
    throw error;
  });
  const tokens = [...readFileSync(kubeconfig, 'utf8').matchAll(/\btoken"?:\s*"?([^"\s]+)/g)].map(
    ([, token]) => `${token}`,
  );
  const env = { ...process.env, HOME: home, KUBECONFIG: kubeconfig, KUBE_EDITOR: 'sed -i s/cpu:.100m/cpu:\\ 101m/' };
  const kubectl = (line: string, input?: object) => run(wordsOf(line), env, input);
  const does = async (line: string, input?: object) => {
    const { code, told } = await kubectl(line, input);
    if (code !== 0) throw new Error(`kubectl ${line}: ${told}`);
    return told;
  };
  return {
    kubeconfig,
    tokens,
    kubectl,
    does,
    read: (what, path) => does(`get ${what} -o jsonpath={${path}}`),
    follow: (line, ms, enough) => follow(wordsOf(line), env, ms, enough),
    end,
  };
}

/** Words between blanks; those in single quotes are one. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function run(words: readonly string[], env: NodeJS.ProcessEnv, input?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = execFile('kubectl', words, { env, timeout: 60_000, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error?.code === 'ENOENT') reject(absent());
      else if (error?.killed) reject(new Error(`kubectl ${words.join(' ')} did not end within a minute: ${out}${err}`));
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, told: `${out}${err}`, out });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input === undefined ? '' : JSON.stringify(input));
  });
}

async function follow(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  ms: number,
  enough: (printed: string) => boolean,
): Promise<string> {
  const child = spawn('kubectl', words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  try {
    return await until(`kubectl ${words.join(' ')}`, ms, async () => (enough(printed) ? printed : null));
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${printed}`);
  } finally {
    child.kill();
    await closed;
  }
}

function absent(): Error {
  return new Error('these tests need a kubectl in PATH, and there is none');
}

/** Asks again and again until there is an answer. @param probe gives null for "not yet"; what it throws is thrown on */
export async function until<T>(what: string, ms: number, probe: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`waited ${ms / 1000} s in vain for ${what}`);
    await sleep(100);
  }
}

/** A list for `kubectl apply`: a Deployment `web`, a Lease `mine` and a Role `reader`. */
export function made(replicas: number, holder: string, verbs: readonly string[]): object {
  const labels = { app: 'web' };
  const container = { name: 'c', image: IMAGE, args: ['--leader-elect=false'] };
  const spec = { replicas, selector: { matchLabels: labels } };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const of = (apiVersion: string, kind: string, name: string) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: NS },
  });
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { ...of('apps/v1', 'Deployment', 'web'), spec: { ...spec, template } },
      { ...of('coordination.k8s.io/v1', 'Lease', 'mine'), spec: { holderIdentity: holder, leaseDurationSeconds: 15 } },
      {
        ...of('rbac.authorization.k8s.io/v1', 'Role', 'reader'),
        rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
      },
    ],
  };
}
