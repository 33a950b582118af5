// Why a Lease is not broken: who lives, or what is missing, and what would be right instead (screens).

import { b7le, kubectl } from '../election/command-line.ts';
import type { DeathTerms, Life } from '../election/dead.ts';
import { formatAge, formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Lease } from '../election/lease.ts';
import type { Observation } from '../election/observation.ts';
import type { Advice, Planned } from './plan.ts';
import { twoLeaders } from './two-leaders.ts';

type Place = Pick<Observation, 'scope'>;

/** Heartbeats, identities and coordinated Leases: nobody competes for these by himself, and no flag passes (reference 1.10). */
export function refuseKind({ purpose, name, strategy }: Lease): Planned {
  const sentences = {
    'node-heartbeat': `${name} is a node's heartbeat: without it the node counts as lost`,
    'apiserver-identity': `${name} is the identity of an API server: it is no election`,
    election: `${name} is given by the API server's coordinator (strategy ${strategy}), which ends a stuck term by itself`,
  };
  return refused({ reason: purpose === 'election' ? 'coordinated' : purpose, sentence: sentences[purpose] });
}

export function refuseAlive(
  election: Election,
  { unrenewedMs }: Life,
  observation: Place,
  facts: readonly string[],
): Planned {
  const { holder, namespace, leaseName, thresholds, workload } = election;
  const who = holder?.pod?.name ?? holder?.identity ?? 'its holder';
  const late = (unrenewedMs ?? 0) >= thresholds.lateMs;
  const ago = formatAge(unrenewedMs ?? 0);
  const leaving = holder?.pod != null && holder.pod.deletedAt !== null;
  const sentence = `${who} renewed this Lease ${ago} ago${late ? ', which is late and not dead' : ''}`;
  const advice: Advice[] = [];
  // its pod goes, and the process goes on: on a node that the control plane cannot reach (F19)
  if (leaving && !late) {
    advice.push({
      text: `Its pod is being deleted and the process still runs, most likely on a node that cannot be reached: power that node off (${holder.pod?.nodeName ?? 'not known'}).`,
      command: null,
    });
  } else if (late) {
    advice.push({
      text: 'To see what becomes of it:',
      command: b7le(observation, namespace, 'status', `lease/${leaseName}`, '--watch'),
    });
  } else {
    advice.push({
      text: 'To move leadership:',
      command: b7le(observation, namespace, 'failover-test', `lease/${leaseName}`, '--method', 'delete'),
    });
    if (holder?.pod && workload)
      advice.push({
        text: 'or:',
        command: kubectl(observation, holder.pod.namespace, 'delete', `pod/${holder.pod.name}`),
      });
  }
  return refused({
    reason: late ? 'late' : 'renewing',
    sentence,
    facts,
    consequence: twoLeaders(election),
    advice,
    forcible: true,
  });
}

export function refuseUndecided(
  { holder, leaseName }: Election,
  { unrenewedMs }: Life,
  { deadAfterMs }: DeathTerms,
  facts: readonly string[],
): Planned {
  const seen = unrenewedMs === null ? 'it was not watched' : `nothing came for ${formatAge(unrenewedMs)}`;
  const sentence = `it is not proven that ${holder?.identity ?? 'the holder'} is dead: ${seen}, and it may act for ${formatDuration(deadAfterMs)}`;
  const text = `${leaseName} was not watched for long enough: leave out --timeout, or raise it.`;
  return refused({ reason: 'unproven', sentence, facts, advice: [{ text, command: null }], forcible: true });
}

export function refuseWithoutRight(verb: string, { namespace }: Election, facts: readonly string[]): Planned {
  const sentence = `you may not ${verb} leases in ${namespace}`;
  const other = verb === 'delete' ? 'release' : 'delete';
  const advice = [{ text: `--method ${other} needs another right, if you have that.`, command: null }];
  return refused({ reason: 'forbidden', sentence, facts, advice, exitCode: 3 });
}

/** Whoever made it may not make it again: deleted, nobody could ever lead (contract 6). */
export function refuseWithoutCreate(election: Election, observation: Place, facts: readonly string[]): Planned {
  const { access, namespace, leaseName } = election;
  const account = access?.account ? `serviceaccount ${access.account.namespace}/${access.account.name}` : 'its account';
  const sentence = `${account} may not create leases in ${namespace}: once deleted, nobody could make this one again`;
  const advice = [
    {
      text: 'Release it instead, which needs no right to create:',
      command: b7le(observation, namespace, 'break-lease', `lease/${leaseName}`, '--method', 'release'),
    },
    {
      text: 'What is missing, and who could grant it:',
      command: b7le(observation, namespace, 'rbac-check', `lease/${leaseName}`),
    },
  ];
  return refused({ reason: 'create-denied', sentence, facts, advice });
}

function refused(of: {
  readonly reason: string;
  readonly sentence: string;
  readonly facts?: readonly string[];
  readonly consequence?: string;
  readonly advice?: readonly Advice[];
  readonly forcible?: boolean;
  readonly exitCode?: 3 | 4;
}): Planned {
  const { reason, sentence, facts = [], consequence, advice = [], forcible = false, exitCode = 4 } = of;
  const words = consequence === undefined ? [] : [{ tone: 'warning' as const, text: consequence }];
  return { refusal: { reason, sentence, facts, words, advice, forcible, exitCode } };
}
