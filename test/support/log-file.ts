// The log files that a kubelet of this machine keeps, in its usual folder: much is printed into one as a container would print it,
// until the kubelet rotates it.

import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl, until } from './cluster.ts';

const FOLDER = '/var/log/pods';
const PIECE = 1 << 20;

async function folderOf(namespace: string, pod: string, container: string): Promise<string> {
  const uid = await kubectl(['-n', namespace, 'get', 'pod', pod, '-o', 'jsonpath={.metadata.uid}']);
  return join(FOLDER, `${namespace}_${pod}_${uid}`, container);
}

/** How large a log may grow before the kubelet rotates it, in bytes. @throws where that is more than a test should write */
async function limit(): Promise<number> {
  const node = await kubectl(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}']);
  const { kubeletconfig } = JSON.parse(await kubectl(['get', '--raw', `/api/v1/nodes/${node}/proxy/configz`])) as {
    kubeletconfig: { containerLogMaxSize: string };
  };
  const { containerLogMaxSize: size } = kubeletconfig;
  const mebibytes = Number(/^(\d+)Mi$/.exec(size)?.[1]);
  if (mebibytes > 0 && mebibytes <= 200) return mebibytes << 20;
  throw new Error(
    `the kubelet rotates logs at ${size}: KUBELET_ARGS=--container-log-max-size=10Mi starts one that does earlier`,
  );
}

/** Prints lines that tell nothing of election into a container's log until the kubelet has rotated it. */
export async function rotateLog(namespace: string, pod: string, container: string): Promise<void> {
  const folder = await folderOf(namespace, pod, container);
  const present = () =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.log'))
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const file = join(folder, present().at(-1) ?? '');
  const most = await limit();
  for (let written = 0; written <= most; written += PIECE) {
    const line = `${new Date().toISOString().slice(0, -1)}000000Z stdout F {"level":"info","msg":"nothing has changed since"}\n`;
    appendFileSync(file, line.repeat(Math.ceil(PIECE / line.length)));
  }
  await until(`the kubelet to rotate the log of ${pod}`, 60_000, async () =>
    readdirSync(folder).some((name) => /\.log\.\d{8}-\d{6}/.test(name)) ? true : null,
  );
}
