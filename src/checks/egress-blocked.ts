// A NetworkPolicy keeps the replicas from the API server (F12): policies are judged after the Service's address was translated, so
// the port that counts is the one behind it.

import type { EgressPolicy, EgressRule } from '../election/around.ts';
import type { Election } from '../election/election.ts';
import { fitsSelector } from '../election/label-selector.ts';
import type { Observation } from '../election/observation.ts';
import { type Check, HOLDS, type Remedy } from './check.ts';
import { gapIn } from './gaps.ts';
import { kubectl, leaseSubject, reference } from './wording.ts';

/** What a policy is held against: labels, and whether a leader that renews carries them. */
interface Guarded {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly renews: boolean;
}

export const egressBlocked: Check = {
  id: 'egress-blocked',
  suite: 'network',
  title: 'no network policy keeps the replicas from the API server',
  worst: 'warning',
  needs: ['policies', 'leases', 'pods', 'workloads'],
  doctorOnly: true,
  applies: ({ workload, candidates }, unread) =>
    workload !== null || candidates.length > 0 || unread.has('pods') || unread.has('workloads'),
  judge(election, observation) {
    const { around } = observation;
    if (around === null) return HOLDS;
    const guarded = guardedOf(election);
    const selecting = around.policies.filter((policy) => guarded.some((pod) => selects(policy, pod)));
    if (selecting.length === 0) return HOLDS;
    if (around.serverPorts === null) {
      const why = gapIn(['server-ports'], election, observation)?.detail ?? 'its Endpoints name none';
      return {
        unknown: `cannot tell whether ${names(selecting)} lets the replicas reach the API server's port: ${why}`,
      };
    }
    const ports = around.serverPorts;
    const cutOff = guarded.filter((pod) => {
      const own = around.policies.filter((policy) => selects(policy, pod));
      return own.length > 0 && !own.some(({ rules }) => rules.some((rule) => mayReach(rule, ports)));
    });
    const [first] = selecting.filter((policy) => cutOff.some((pod) => selects(policy, pod)));
    if (!first) return HOLDS;
    const renews = cutOff.some((pod) => pod.renews);
    const open = allowedIn(selecting);
    const who = election.workload ? reference(election.workload) : leaseSubject(election).name;
    const still = renews ? '; its leader renews all the same, so nothing enforces it' : '';
    return [
      {
        severity: renews ? 'info' : 'warning',
        subject: { kind: 'NetworkPolicy', namespace: first.namespace, name: first.name },
        summary: `${names(selecting)} lets the pods of ${who} reach ${open.length === 0 ? 'nothing' : `only ${open.join(', ')}`}, and the API server listens on ${ports.join(', ')}${still}`,
        facts: {
          policies: selecting.map(({ name }) => name),
          allowedPorts: open,
          serverPorts: ports,
          pods: cutOff.length,
        },
        remedy: [remedyOf(first, ports[0] ?? 6443, observation)],
      },
    ];
  },
};

/** Pods on the host's network are not policed. Where there is no pod, what the template would make. */
function guardedOf({ candidates, workload, renewal, holder }: Election): Guarded[] {
  const pods = candidates.map(({ pod }) => pod).filter(({ deletedAt }) => deletedAt === null);
  if (pods.length === 0 && workload) {
    return [{ namespace: workload.namespace, labels: workload.podLabels, renews: false }];
  }
  return pods
    .filter(({ hostNetwork }) => !hostNetwork)
    .map(({ namespace, name, labels }) => ({
      namespace,
      labels,
      renews: renewal.state === 'renewing' && holder?.pod?.name === name,
    }));
}

function selects(policy: EgressPolicy, { namespace, labels }: Guarded): boolean {
  return policy.namespace === namespace && fitsSelector(policy.selector, labels);
}

/** A name of a port, or peers of which nobody can tell, may be it: only what surely leaves it out blocks. */
function mayReach({ ports, reachesServer }: EgressRule, server: readonly number[]): boolean {
  if (reachesServer === false) return false;
  if (ports === null) return true;
  return ports.some(({ protocol, port, endPort }) => {
    if (protocol !== 'TCP') return false;
    if (port === null || typeof port === 'string') return true;
    return server.some((one) => one >= port && one <= (endPort ?? port));
  });
}

function allowedIn(policies: readonly EgressPolicy[]): string[] {
  const ports = policies.flatMap(({ rules }) => rules.flatMap((rule) => rule.ports ?? []));
  const words = ports.map(({ port, endPort, protocol }) => {
    const number = `${port ?? 'every port'}${endPort === null ? '' : `-${endPort}`}`;
    return protocol === 'TCP' ? number : `${number}/${protocol}`;
  });
  return [...new Set(words)];
}

function names(policies: readonly EgressPolicy[]): string {
  return policies.map(({ name }) => `networkpolicy/${name}`).join(' and ');
}

function remedyOf(policy: EgressPolicy, port: number, observation: Observation): Remedy {
  const rule = { ports: [{ port, protocol: 'TCP' }] };
  const none = policy.rules.length === 0;
  const patch = [{ op: 'add', path: none ? '/spec/egress' : '/spec/egress/-', value: none ? [rule] : rule }];
  const at = ['networkpolicy', policy.name, '--type=json', '-p', JSON.stringify(patch)];
  return {
    text: `lets its pods reach port ${port} as well; candidates go on by themselves, and one leads within a lease duration or little more`,
    command: kubectl(observation, policy.namespace, 'patch', ...at),
  };
}
