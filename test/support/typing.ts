// b7le on a pseudo-terminal, with somebody at the keys: types when something shows, and tells how it ended.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Typist {
  /** What to wait for on the screen, and the keys for it; each once, in their order; a function is asked for them then. `end` closes the input. */
  readonly keys: readonly (readonly [sign: RegExp, keys: string | 'end' | (() => Promise<string>)])[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Screen {
  readonly code: number | null;
  /** Everything that came, without the codes that move the cursor. */
  readonly text: string;
}

const CLEAN = {
  B7LE_NAMESPACE: undefined,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  LANG: 'C.UTF-8',
  LC_ALL: '',
  TERM: 'xterm',
  // a person sits here, wherever the test itself runs
  CI: undefined,
  NODE_OPTIONS: '',
};

/** Runs `b7le ARGS` on a terminal of 100 columns. */
export async function typing(args: readonly string[], { keys, env }: Typist): Promise<Screen> {
  const node = process.env.B7LE_TEST_NODE || process.execPath;
  const words = [node, 'bin/run.js', ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const command = `trap : INT; stty cols 100 rows 40; ${words}; echo "exit $?"`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], { env: { ...process.env, ...CLEAN, ...env } });
  let text = '';
  let from = 0;
  let next = 0;
  child.stdin.on('error', () => {});
  const press = async (given: string | (() => Promise<string>)) => {
    const typed = typeof given === 'string' ? given : await given();
    if (typed === 'end') child.stdin.end();
    else child.stdin.write(typed);
  };
  const look = () => {
    const key = keys[next];
    const found = key?.[0].exec(text.slice(from));
    if (!key || !found) return;
    from += found.index + found[0].length;
    next++;
    // the prompt throws away what was typed before it listens, so that nobody says yes by accident
    setTimeout(() => void press(key[1]), 150);
  };
  child.stdout.on('data', (part) => {
    text += String(part);
    look();
  });
  await once(child, 'close');
  const plain = text
    .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
    .replaceAll('\r', '')
    .replaceAll(/[⠀-⣿][^⠀-⣿\n]*(?=[⠀-⣿])/g, '');
  const code = /exit (\d+)\n*$/.exec(plain)?.[1];
  return { code: code === undefined ? null : Number(code), text: plain };
}
