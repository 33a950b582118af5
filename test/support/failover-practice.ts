// A practice cluster for failover tests: a manager with short timings, faults by annotation, and a door between it and b7le.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PracticeCluster, type Scenario, scenarioNamed, startPractice } from '../../src/practice/index.ts';
import type { Draft } from '../../src/practice/objects/object.ts';
import { perform } from '../../src/practice/perform.ts';
import { beskar7, objectsOf } from '../../src/practice/scenarios/installs.ts';
import type { Deed } from '../../src/practice/scenarios/scenario.ts';
import type { FailoverReport } from '../../src/report/failover-report.ts';
import { b7le, type Run, type RunOptions } from './b7le.ts';
import { Door } from './door.ts';

export const LEASE = 'beskar7.infrastructure.cluster.x-k8s.io';
export const HERE = ['-n', 'beskar7-system'];
const HEALTHY = scenarioNamed('healthy') as Scenario;
/** The shortest that a Lease can store, and the API's whole seconds allow. */
export const TIMINGS = { leaseDuration: '2s', renewDeadline: '1500ms', retryPeriod: '400ms' };

export interface PracticeWish {
  readonly release?: boolean;
  readonly replicas?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly beside?: readonly Draft[];
  /** More of the Deployment. */
  readonly spec?: Draft;
  readonly minor?: number;
}

export interface FailoverCluster {
  readonly practice: PracticeCluster;
  readonly door: Door;
  /** Runs `failover-test` without a question. @param args beside TARGET, namespace, `--yes` and the format */
  test(args?: readonly string[], options?: RunOptions): Promise<Run & { readonly report: FailoverReport }>;
  /** Runs b7le with these very words. */
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  do(deed: Deed): void;
  /** The holder's identity; null where nobody holds the Lease. */
  holder(): string | null;
  /** Once the Lease says so. */
  once(what: string, holds: (holder: string | null) => boolean): Promise<void>;
  pods(): readonly string[];
}

/** Runs a test beside such a cluster, and ends it. */
export async function beside(wish: PracticeWish, test: (cluster: FailoverCluster) => Promise<void>): Promise<void> {
  const { release = true, replicas = 3, annotations, args = [], beside: more = [], spec, minor = 37 } = wish;
  const scenario: Scenario = {
    ...HEALTHY,
    objects: (knobs) => [
      ...objectsOf(
        beskar7(knobs, {
          image: 'localhost/manager:1',
          args: [
            '--leader-elect',
            `--leader-elect-lease-duration=${knobs.timings.leaseDuration}`,
            `--leader-elect-renew-deadline=${knobs.timings.renewDeadline}`,
            `--leader-elect-retry-period=${knobs.timings.retryPeriod}`,
            `--leader-elect-release-on-cancel=${release}`,
            '--metrics-bind-address=:8080',
            '--health-probe-bind-address=:8081',
            ...args,
          ],
          ...(annotations ? { annotations } : {}),
          ...(spec ? { spec } : {}),
        }),
      ),
      ...more,
    ],
  };
  const practice = await startPractice({ scenario, replicas, minor, timings: TIMINGS });
  const folder = mkdtempSync(join(tmpdir(), 'b7le-failover-'));
  const door = new Door(Number(new URL(practice.url).port));
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    const text = readFileSync(practice.kubeconfig, 'utf8');
    writeFileSync(kubeconfig, text.replaceAll(practice.url, `https://127.0.0.1:${await door.port}`));
    await test(clusterOf(practice, scenario, door, kubeconfig, folder));
  } finally {
    door.close();
    await practice.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function clusterOf(
  practice: PracticeCluster,
  scenario: Scenario,
  door: Door,
  kubeconfig: string,
  folder: string,
): FailoverCluster {
  const { inside } = practice;
  const kindOf = (resource: string) => inside.kinds.find((kind) => kind.resource === resource);
  const holder = () => {
    const kind = kindOf('leases');
    const lease = kind && inside.store.get(kind, scenario.namespace, scenario.lease);
    return (lease?.spec as { holderIdentity?: string } | undefined)?.holderIdentity || null;
  };
  const env = {
    XDG_STATE_HOME: folder,
    LANG: 'C.UTF-8',
    LC_ALL: '',
    B7LE_NAMESPACE: undefined,
    B7LE_CONFIG: undefined,
  };
  const run = (args: readonly string[], options: RunOptions = {}) =>
    b7le([...args, '--kubeconfig', kubeconfig], { ...options, env: { ...env, ...options.env } });
  return {
    practice,
    door,
    run,
    test: async (args = [], options = {}) => {
      const words = ['failover-test', `lease/${LEASE}`, ...HERE, '--yes', '-o', 'json', ...args];
      const ran = await run(words, options);
      if (ran.stdout === '') throw new Error(ran.stderr);
      return { ...ran, report: JSON.parse(ran.stdout) as FailoverReport };
    },
    do: (deed) => perform(deed, scenario, inside),
    holder,
    once: async (what, holds) => {
      for (let waited = 0; !holds(holder()); waited += 20) {
        if (waited > 20_000) throw new Error(`waited 20s in vain for ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    pods: () => {
      const kind = kindOf('pods');
      return kind ? inside.store.list(kind, scenario.namespace).map(({ metadata }) => metadata.name) : [];
    },
  };
}
