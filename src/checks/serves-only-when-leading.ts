// A Service that sends traffic to replicas which do not listen because they do not lead (F16). Told only where replicas were asked.

import { canRun } from '../election/candidate.ts';
import type { Election } from '../election/election.ts';
import type { Observation, Pod, Scrape } from '../election/observation.ts';
import { type Check, HOLDS } from './check.ts';
import { kubectl, reference, subjectOf } from './wording.ts';

const NOBODY = 'nothing listens there';

export const servesOnlyWhenLeading: Check = {
  id: 'serves-only-when-leading',
  suite: 'leaders',
  title: 'a Service sends traffic to replicas that serve',
  worst: 'info',
  needs: ['services', 'leases', 'pods'],
  doctorOnly: true,
  applies: ({ candidates, electionOn }, unread) =>
    electionOn !== false && (candidates.length > 1 || unread.has('pods')),
  judge(election, observation) {
    const { around } = observation;
    const ready = election.candidates.map(({ pod }) => pod).filter((pod) => canRun(pod) && pod.ready);
    const leader = election.holder?.pod ?? null;
    if (around === null || leader === null || ready.length < 2) return HOLDS;
    const port = leader.arguments.metrics?.port ?? null;
    const served = answerOf(leader, observation)?.claims != null;
    const silent = ready.filter((pod) => pod.name !== leader.name && answerOf(pod, observation)?.failure === NOBODY);
    if (port === null || !served || silent.length === 0) return HOLDS;
    const service = around.services.find(
      ({ namespace, selector, targetPorts }) =>
        namespace === leader.namespace &&
        targetPorts.includes(port) &&
        Object.keys(selector).length > 0 &&
        silent.some(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value)),
    );
    if (!service) return HOLDS;
    return [
      {
        severity: 'info',
        subject: { kind: 'Service', namespace: service.namespace, name: service.name },
        summary: `service/${service.name} sends traffic to ${ready.length} replicas of ${nameOf(election)}, and only the leader listens on port ${port}: about ${silent.length} of ${ready.length} requests are refused`,
        facts: { port, ready: ready.length, silent: silent.map(({ name }) => name) },
        remedy: [
          {
            text: 'shows where it sends traffic; serve on every replica (NeedLeaderElection false), or let readiness wait for leadership with strategy Recreate',
            command: kubectl(observation, service.namespace, 'describe', `service/${service.name}`),
          },
        ],
      },
    ];
  },
};

function answerOf({ namespace, name }: Pod, { scrapes }: Observation): Scrape | undefined {
  return scrapes.find((scrape) => scrape.pod === name && scrape.namespace === namespace);
}

function nameOf(election: Election): string {
  return election.workload ? reference(election.workload) : subjectOf(election).name;
}
