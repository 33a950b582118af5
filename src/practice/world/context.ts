// What every component of the world is handed.

import type { Clock } from '../../elector/clock.ts';
import type { Random } from '../../elector/random.ts';
import { type Client, component } from './client.ts';
import { EventRecorder } from './event-recorder.ts';
import type { Informer } from './informer.ts';
import type { Network } from './network/network.ts';

export interface WorldContext {
  readonly clock: Clock;
  readonly random: Random;
  /** The minor version of Kubernetes 1. */
  readonly minor: number;
  readonly informer: Informer;
  readonly network: Network;
  readonly client: Client;
  /** Tells whoever watches the practice what happened. */
  readonly narrate: (namespace: string, pod: string, text: string) => void;
}

/** A component of the control plane: its client, under its own name, and its recorder of Events. */
export interface Component {
  readonly client: Client;
  readonly events: EventRecorder;
}

/** @param name of the controller: `deployment-controller` */
export function controller(context: WorldContext, name: string): Component {
  const user = `system:serviceaccount:kube-system:${name}`;
  return componentOf(context, user, 'kube-controller-manager', { component: name });
}

/** @param source what its Events name as their source */
export function componentOf(
  context: WorldContext,
  user: string,
  manager: string,
  source: { readonly component: string; readonly host?: string },
  wall: () => number = () => context.clock.now(),
): Component {
  const client = context.client.as(component(user, manager));
  const { minor, network } = context;
  return { client, events: new EventRecorder({ client, source, wall, minor, send: (write) => network.whenUp(write) }) };
}

/** The alphabet of generated names: no vowels, nothing that looks alike. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** The random end of a generated name. */
export function suffix(random: Random, length = 5): string {
  return Array.from({ length }, () => LETTERS[Math.floor(random.next() * LETTERS.length)]).join('');
}
