// A practice cluster from its beginning in the past to its end: its history is made in a moment, then it lives in real time.

import { type Random, seeded } from '../elector/random.ts';
import { PracticeApi } from './api/api.ts';
import { listen } from './api/server.ts';
import { makeUsers } from './api/users.ts';
import { NO_FAULTS, type WireFaults } from './api/wire-faults.ts';
import { bootstrapObjects } from './bootstrap.ts';
import type { Inside } from './inside.ts';
import { servedKinds } from './kinds/index.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { LiveClock } from './live-clock.ts';
import { Store } from './objects/store.ts';
import { apply, perform } from './perform.ts';
import { DEFAULT_TIMINGS, type Happening, type Knobs, type Scenario } from './scenarios/scenario.ts';
import { type Narration, World } from './world/world.ts';

export interface PracticeOptions {
  readonly scenario: Scenario;
  /** 20 or 37: the minor version of Kubernetes that it plays. */
  readonly minor?: number;
  /** The same seed gives the same history. */
  readonly seed?: string;
  readonly replicas?: number;
  readonly timings?: Knobs['timings'];
  /** 0 for any free one. */
  readonly port?: number;
  readonly faults?: WireFaults;
  /** Told of everything that happens, the past included: `at` says when. */
  readonly narrate?: (narration: Narration) => void;
}

export interface PracticeCluster {
  readonly url: string;
  readonly ca: string;
  /** The path of its kubeconfig. */
  readonly kubeconfig: string;
  readonly tokens: { readonly admin: string; readonly controller: string; readonly powerless: string };
  /** Its parts, for tests that reach inside. */
  readonly inside: Inside;
  /** Ends everything and takes the kubeconfig away. */
  close(): Promise<void>;
}

/** @throws the system's error where the port cannot be had */
export async function startPractice(options: PracticeOptions): Promise<PracticeCluster> {
  const { scenario } = options;
  const random = seeded(options.seed ?? String(Math.random()));
  const inside = history(options, random);
  const { clock, world, store, api, kinds } = inside;
  const users = makeUsers();
  const minor = options.minor ?? 37;
  const faults = options.faults ?? NO_FAULTS;
  const listening = await listen(
    { api, store, kinds, pods: world.pods, clock, minor, userOf: users.userOf },
    { port: options.port ?? 0, faults, random: seeded(`${options.seed ?? ''}wire`) },
  ).catch((error: unknown) => {
    // nothing may keep the process alive that could not open
    clock.stop();
    throw error;
  });
  const tokens = {
    admin: users.adminToken,
    controller: users.accountToken(scenario.namespace, accountOf(scenario, inside)),
    powerless: users.powerlessToken,
  };
  const { url, ca } = listening;
  const kubeconfig = writeKubeconfig({ url, ca, namespace: scenario.namespace, tokens });
  return {
    url,
    ca,
    kubeconfig: kubeconfig.path,
    tokens,
    inside,
    close: async () => {
      clock.stop();
      kubeconfig.remove();
      await listening.close();
    },
  };
}

/** Makes everything that happened before now, and sets the clock going. */
function history(options: PracticeOptions, random: Random): Inside {
  const { scenario, minor = 37, replicas, timings, narrate } = options;
  const now = Date.now();
  const clock = new LiveClock(now - scenario.ripeMs);
  const kinds = servedKinds(minor);
  const store = new Store({ clock, random, minor });
  const api = new PracticeApi(store, kinds);
  const world = new World({ clock, random, api, store, kinds, minor });
  if (narrate) world.on(narrate);
  const inside = { clock, random, kinds, store, api, world };
  for (const object of bootstrapObjects()) apply(inside, object);
  world.start();
  for (const [node, ms] of Object.entries(scenario.clockOffsets ?? {})) world.skew(node, ms);
  const knobs = {
    minor,
    replicas: replicas ?? scenario.replicas,
    timings: timings ?? scenario.timings ?? DEFAULT_TIMINGS,
  };
  for (const object of scenario.objects(knobs)) apply(inside, object);
  for (const happening of scenario.happenings) plan(happening, options, inside);
  clock.runUntil(now);
  clock.goLive();
  return inside;
}

function plan({ atMs, everyMs, deed, tells }: Happening, { scenario, narrate }: PracticeOptions, inside: Inside): void {
  const happen = () => {
    narrate?.({ at: inside.clock.now(), namespace: scenario.namespace, pod: '', text: tells });
    perform(deed, scenario, inside);
    if (everyMs !== undefined) inside.clock.after(everyMs, happen);
  };
  inside.clock.after(atMs, happen);
}

function accountOf({ namespace, workload }: Scenario, { kinds, store }: Inside): string {
  const deployments = kinds.find(({ resource }) => resource === 'deployments');
  const found = deployments && store.get(deployments, namespace, workload);
  const spec = found?.spec as { template?: { spec?: { serviceAccountName?: string } } } | undefined;
  return spec?.template?.spec?.serviceAccountName ?? 'default';
}
