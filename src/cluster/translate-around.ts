// From the API's policies, Services, quotas, Warnings and metrics to b7le's own types.

import type { EgressPolicy, EgressRule, Obstacle, PolicyPort, Quota, Service, Usage } from '../election/around.ts';
import { holdsAddress } from './cidr.ts';
import { array, integer, type Json, object, strings, text } from './json.ts';
import { toSelector } from './translate-surroundings.ts';

/** The API server's addresses and ports, as its Endpoints or EndpointSlice have them. */
export interface ServerPlace {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

/** @param value the Endpoints, or one EndpointSlice, of the Service `kubernetes` */
export function toServerPlace(value: unknown): ServerPlace {
  const { subsets, endpoints, ports } = object(value);
  const parts = array(subsets).map(object);
  const numbers = [...parts.flatMap((part) => array(part.ports)), ...array(ports)];
  return {
    addresses: [
      ...parts.flatMap((part) => array(part.addresses).map((address) => text(object(address).ip) ?? '')),
      ...array(endpoints).flatMap((endpoint) =>
        array(object(endpoint).addresses).map((address) => text(address) ?? ''),
      ),
    ].filter((address) => address !== ''),
    ports: numbers.map((port) => integer(object(port).port)).filter((port) => port !== null),
  };
}

/** Whether a policy limits what its pods may reach; by default it does where it has egress rules. */
export function limitsEgress(value: unknown): boolean {
  const { policyTypes, egress } = object(object(value).spec);
  return Array.isArray(policyTypes) ? policyTypes.includes('Egress') : array(egress).length > 0;
}

/** @param server null where its addresses are not known */
export function toEgressPolicy(value: unknown, server: ServerPlace | null): EgressPolicy {
  const { metadata, spec } = partsOf(value);
  return {
    namespace: text(metadata.namespace) ?? '',
    name: text(metadata.name) ?? '',
    selector: toSelector(spec.podSelector) ?? { matchLabels: {}, matchExpressions: [] },
    rules: array(spec.egress).map((rule) => toRule(object(rule), server)),
  };
}

function toRule({ to, ports }: Json, server: ServerPlace | null): EgressRule {
  const peers = array(to).map(object);
  return {
    // an empty list means the same as none
    ports: array(ports).length === 0 ? null : array(ports).map((port) => toPort(object(port))),
    reachesServer: peers.length === 0 ? true : reaches(peers, server),
  };
}

function toPort({ protocol, port, endPort }: Json): PolicyPort {
  return {
    protocol: text(protocol) ?? 'TCP',
    port: typeof port === 'string' ? port : integer(port),
    endPort: integer(endPort),
  };
}

/** Peers chosen by labels may be the API server's pods: whether a policy sees them as such is the network plug-in's affair. */
function reaches(peers: readonly Json[], server: ServerPlace | null): boolean | null {
  const blocks = peers.filter((peer) => peer.ipBlock !== undefined).map((peer) => object(peer.ipBlock));
  if (server === null || server.addresses.length === 0) return null;
  const within = blocks.some(({ cidr, except }) =>
    server.addresses.some(
      (address) =>
        holdsAddress(text(cidr) ?? '', address) &&
        !array(except).some((part) => holdsAddress(text(part) ?? '', address)),
    ),
  );
  if (within) return true;
  return blocks.length === peers.length ? false : null;
}

export function toService(value: unknown): Service {
  const { metadata, spec } = partsOf(value);
  return {
    namespace: text(metadata.namespace) ?? '',
    name: text(metadata.name) ?? '',
    selector: strings(spec.selector),
    targetPorts: array(spec.ports).flatMap((item) => {
      const { targetPort, port } = object(item);
      const to = typeof targetPort === 'string' ? targetPort : (integer(targetPort) ?? integer(port));
      return to === null ? [] : [to];
    }),
  };
}

export function toQuota(value: unknown): Quota {
  const { metadata, spec, status } = partsOf(value);
  return {
    namespace: text(metadata.namespace) ?? '',
    name: text(metadata.name) ?? '',
    hard: quantities(object(status).hard ?? spec.hard),
    used: quantities(object(status).used),
  };
}

function quantities(value: unknown): Record<string, string> {
  const pairs = Object.entries(object(value)).filter(
    ([, item]) => typeof item === 'string' || typeof item === 'number',
  );
  return Object.fromEntries(pairs.map(([key, item]) => [key, String(item)]));
}

const TOLD_OF = ['Pod', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Deployment'];

/** A Warning about a pod or what makes pods; null for any other Event. */
export function toObstacle(value: unknown): Obstacle | null {
  const event = object(value);
  const about = object(event.involvedObject);
  const kind = text(about.kind) ?? '';
  if (event.type !== 'Warning' || !TOLD_OF.includes(kind)) return null;
  return {
    namespace: text(about.namespace) ?? '',
    kind,
    name: text(about.name) ?? '',
    reason: text(event.reason) ?? '',
    message: text(event.message) ?? '',
    at: text(event.lastTimestamp) ?? text(event.eventTime) ?? text(object(event.metadata).creationTimestamp),
  };
}

/** What the containers of one pod use. */
export function toUsage(value: unknown): Usage[] {
  const { metadata } = partsOf(value);
  return array(object(value).containers).map((item) => {
    const { name, usage } = object(item);
    return {
      namespace: text(metadata.namespace) ?? '',
      pod: text(metadata.name) ?? '',
      container: text(name) ?? '',
      memory: text(object(usage).memory) ?? '',
    };
  });
}

function partsOf(value: unknown): { metadata: Json; spec: Json; status: Json } {
  const { metadata, spec, status } = object(value);
  return { metadata: object(metadata), spec: object(spec), status: object(status) };
}
