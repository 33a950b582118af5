// What only doctor reads, in fixtures: NetworkPolicies, Services, quotas, other Leases and metrics as manifests. The API server's
// place is in the header: `around: {server: "10.88.0.1:6443"}`, empty where it is not told.

import { type Json, object, text } from '../../src/cluster/json.ts';
import {
  limitsEgress,
  toEgressPolicy,
  toObstacle,
  toQuota,
  toService,
  toUsage,
} from '../../src/cluster/translate-around.ts';
import type { Around } from '../../src/election/around.ts';
import type { Gap } from '../../src/election/observation.ts';

/** Kinds that are read nowhere else. Warnings on pods are read as Events on pods as well. */
export const AROUND_KINDS = ['NetworkPolicy', 'Service', 'ResourceQuota', 'PodMetrics'];
const KEYS = ['server'];

/** Null where the header has no `around`. */
export function aroundOfFixture(header: Json, documents: readonly Json[], gaps: readonly Gap[]): Around | null {
  if (!('around' in header)) return null;
  const given = object(header.around);
  const wrong = Object.keys(given).filter((key) => !KEYS.includes(key));
  if (wrong.length > 0) throw new Error(`around: unknown [${wrong}]`);
  const of = (kind: string) => documents.filter((document) => document.kind === kind);
  const [, address = '', port = ''] = /^(.+):(\d+)$/.exec(text(given.server) ?? '') ?? [];
  const server = address === '' ? null : { addresses: [address], ports: [Number(port)] };
  const limiting = of('NetworkPolicy').filter(limitsEgress);
  const told = server !== null && limiting.length > 0 && !gaps.some(({ evidence }) => evidence === 'server-ports');
  return {
    policies: limiting.map((policy) => toEgressPolicy(policy, server)),
    serverPorts: told ? server.ports : null,
    services: of('Service').map(toService),
    quotas: of('ResourceQuota').map(toQuota),
    obstacles: of('Event')
      .map(toObstacle)
      .filter((obstacle) => obstacle !== null),
    usage: of('PodMetrics').length === 0 ? null : of('PodMetrics').flatMap(toUsage),
    leases: null,
  };
}
