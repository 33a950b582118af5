// `npm run bench:practice`: a practice cluster with 200 replicas and 2,000 Leases stays responsive; a list takes less than 100 ms.

import https from 'node:https';
import { scenarioNamed, startPractice } from '../../src/practice/index.ts';

const REPLICAS = 200;
const LEASES = 2000;
const RUNS = 21;
const MOST_MS = 100;

const scenario = scenarioNamed('healthy');
if (!scenario) throw new Error('no scenario healthy');
const practice = await startPractice({ scenario, seed: 'bench', replicas: REPLICAS });
const { kinds, api } = practice.inside;
const kind = kinds.find(({ resource }) => resource === 'leases');
if (!kind) throw new Error('no leases');
const user = { name: 'bench', groups: ['system:masters'] };
for (let number = 0; number < LEASES; number++) {
  const body = {
    metadata: { name: `lease-${number}` },
    spec: { holderIdentity: `x-${number}`, leaseDurationSeconds: 15 },
  };
  api.act({ user, manager: 'bench', verb: 'create', kind, namespace: 'default', name: null, subresource: '', body });
}

const agent = new https.Agent({ ca: practice.ca, keepAlive: true });
const headers = { authorization: `Bearer ${practice.tokens.admin}` };

/** Milliseconds from the question to the last byte. */
function asked(path: string): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = https.get(`${practice.url}${path}`, { agent, headers }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - started));
    });
    request.once('error', reject);
  });
}

let worst = 0;
for (const path of ['/apis/coordination.k8s.io/v1/leases', '/api/v1/pods', '/version']) {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await asked(path));
  times.sort((a, b) => a - b);
  const median = times[Math.floor(RUNS / 2)] ?? 0;
  worst = Math.max(worst, median);
  process.stdout.write(`${path.padEnd(40)} median ${median.toFixed(1)} ms, max ${(times.at(-1) ?? 0).toFixed(1)} ms\n`);
}
const before = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, 5000));
const { user: own, system } = process.cpuUsage(before);
process.stdout.write(`${REPLICAS} replicas that elect take ${((own + system) / 50_000).toFixed(1)} % of a core\n`);
agent.destroy();
await practice.close();
if (worst > MOST_MS) {
  process.stderr.write(`a list takes ${worst.toFixed(1)} ms: more than ${MOST_MS}\n`);
  process.exitCode = 1;
}
