// `npm run bench`: whole processes in turns with kubectl on the cluster of the current context; medians and their ratio.
// It fails where a ratio is over its budget (contract 5; for `node bin/run.js` only `status` has one) or where it has grown by
// more than a quarter over the ratio that stands in baseline.json. `npm run bench -- --keep` writes that file anew.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureDoctorLoud } from './doctor-loud.ts';
import { measureLogs } from './logs.ts';

const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const BASELINE = fileURLToPath(new URL('baseline.json', import.meta.url));
const RUNS = Number(process.env.B7LE_BENCH_RUNS ?? 15);
const GROWTH = 1.25;

interface Row {
  readonly name: string;
  readonly b7le: readonly string[];
  /** One command, or several one after the other. */
  readonly kubectl: readonly string[] | readonly (readonly string[])[];
  /** The largest ratio allowed under `node bin/run.js`, null where only the standalone build has a budget. */
  readonly budget: number | null;
  /** The standalone build's, for the reader. */
  readonly standalone: number;
}

const namespace = process.env.B7LE_BENCH_NAMESPACE ?? 'beskar7-system';
const client = ['version', '--client'];
const account = `system:serviceaccount:${namespace}:controller-manager`;
/** Nine questions, as the runbook's one would have to be asked (contract 5). */
const canI = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'].map((verb) => [
    verb,
    'leases.coordination.k8s.io',
  ]),
  ...['create', 'patch'].map((verb) => [verb, 'events']),
].map(([verb = '', resource = '']) => ['auth', 'can-i', verb, resource, '-n', namespace, `--as=${account}`]);

const ROWS: readonly Row[] = [
  { name: 'b7le --help', b7le: ['--help'], kubectl: client, budget: null, standalone: 1 },
  { name: 'b7le explain', b7le: ['explain', 'lease-unclaimed'], kubectl: client, budget: null, standalone: 1 },
  {
    name: 'b7le timing',
    b7le: ['timing', '--lease-duration', '15s', '--renew-deadline', '10s', '--retry-period', '2s'],
    kubectl: client,
    budget: null,
    standalone: 1,
  },
  {
    name: 'b7le status -o json',
    b7le: ['status', '-n', namespace, '-o', 'json'],
    kubectl: ['get', 'lease,pods,deploy', '-n', namespace, '-o', 'json'],
    budget: 3,
    standalone: 1,
  },
  {
    name: 'b7le status -A --observe 0s',
    b7le: ['status', '-A', '--observe', '0s'],
    kubectl: ['get', 'lease,pods', '-A', '-o', 'json'],
    budget: null,
    standalone: 1,
  },
  {
    name: 'b7le doctor',
    b7le: ['doctor', '-n', namespace],
    // the runbook's three commands with names that exist
    kubectl: [
      ['get', 'lease', '-n', namespace],
      ['auth', 'can-i', 'create', 'leases', `--as=${account}`, '-n', namespace],
      ['logs', 'deployment/controller-manager', '-n', namespace],
    ],
    budget: null,
    standalone: 1,
  },
  {
    name: 'b7le rbac-check',
    b7le: ['rbac-check', '-n', namespace],
    kubectl: canI,
    budget: null,
    standalone: 0.15,
  },
];

/** Wall time of one whole process in milliseconds. */
async function timed(command: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number];
  const took = performance.now() - started;
  if (code > 1) throw new Error(`${command} ${args.join(' ')} exited with ${code}`);
  return took;
}

/** Of one command after the other. */
async function timedAll(command: string, all: Row['kubectl']): Promise<number> {
  const turns = (typeof all[0] === 'string' ? [all] : all) as readonly (readonly string[])[];
  let took = 0;
  for (const args of turns) took += await timed(command, args);
  return took;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

async function measure(row: Row): Promise<{ ours: number; theirs: number; ratio: number }> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = -1; run < RUNS; run++) {
    const [mine, other] = [
      await timed(process.execPath, [BINARY, ...row.b7le]),
      await timedAll('kubectl', row.kubectl),
    ];
    // the first pair warms the page cache
    if (run >= 0) {
      ours.push(mine);
      theirs.push(other);
    }
  }
  return {
    ours: median(ours),
    theirs: median(theirs),
    ratio: median(ours.map((mine, at) => mine / (theirs[at] as number))),
  };
}

const keep = process.argv.includes('--keep');
const baseline = JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, number>;
const kept: Record<string, number> = {};
let failed = 0;
process.stdout.write(`${RUNS} runs in turns, medians, Node ${process.version}\n\n`);
for (const row of ROWS) {
  const { ours, theirs, ratio } = await measure(row);
  kept[row.name] = Math.round(ratio * 100) / 100;
  const before = baseline[row.name];
  const troubles = [
    row.budget !== null && ratio > row.budget ? `over its budget of ${row.budget}` : null,
    !keep && before !== undefined && ratio > before * GROWTH ? `grown from ${before}` : null,
  ].filter((trouble) => trouble !== null);
  failed += troubles.length;
  const verdict =
    troubles.length === 0 ? (row.budget === null ? '' : `budget ${row.budget}`) : `FAILED: ${troubles.join(', ')}`;
  process.stdout.write(
    `${row.name.padEnd(30)} ${ours.toFixed(0).padStart(5)} ms   kubectl ${theirs.toFixed(0).padStart(5)} ms   ratio ${ratio.toFixed(2)}   ${verdict}\n`,
  );
}
const logs = await measureLogs(BINARY);
if (logs?.trouble) failed++;
process.stdout.write(
  logs === null
    ? 'b7le logs: not measured, as B7LE_TEST_CLUSTER names no cluster for its pods\n'
    : `${'b7le logs, 3 x 100 MB'.padEnd(30)} ${logs.ours.toFixed(0).padStart(5)} ms   kubectl ${logs.theirs.toFixed(0).padStart(5)} ms   ratio ${logs.ratio.toFixed(2)}   ${logs.mostMib.toFixed(0)} MiB ${logs.trouble === null ? '' : `FAILED: ${logs.trouble}`}\n`,
);
const loud = await measureDoctorLoud(BINARY);
if (loud?.trouble) failed++;
process.stdout.write(
  loud === null
    ? 'b7le doctor with large logs: not measured, for the same reason\n'
    : `${'b7le doctor, 3 x 100 MB'.padEnd(30)} ${Math.max(...loud.runs)
        .toFixed(0)
        .padStart(5)} ms at most, budget 5000   ${loud.trouble === null ? '' : `FAILED: ${loud.trouble}`}\n`,
);
process.stdout.write('\nnot built yet: the standalone build\n');
if (keep) writeFileSync(BASELINE, `${JSON.stringify(kept, null, 2)}\n`);
process.exitCode = failed === 0 ? 0 : 1;
