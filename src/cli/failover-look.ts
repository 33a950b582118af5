// What `failover-test` looks at before each round: the election, its surroundings, the caller's rights and the leader's node.

import { failoverQuestions } from '../actions/failover-rights.ts';
import type { FailoverFacts } from '../actions/failover-test.ts';
import { diagnose } from '../checks/diagnose.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Election } from '../election/election.ts';
import { type Report, reportOf } from '../report/report.ts';
import type { Work } from './base-command.ts';
import type { FailoverHands, FailoverWish } from './failover.ts';
import { onlyElection } from './one-election.ts';

export interface FailoverLook {
  /** Null where the Lease could not be read. */
  readonly election: Election | null;
  /** Why not. */
  readonly unread: string;
  readonly base: Report;
  readonly facts: FailoverFacts;
}

/** @param other another test of this election, in a sentence @throws ClusterError where nothing could be read, or there is no election */
export async function lookForFailover(
  { cluster, scope, failOn, sign }: Work,
  { method, skip }: Pick<FailoverWish, 'method' | 'skip'>,
  hands: Pick<FailoverHands, 'clock'>,
  other: string | null,
): Promise<FailoverLook> {
  const { askForCaller, clock, nothingFound, observe, readNode } = await import('../cluster/index.ts');
  const how = { scope, observeMs: null, askReplicas: false, clock: hands.clock ?? clock, progress: sign.tell };
  const observation = await observe(cluster, how);
  const diagnosis = diagnose(observation, { skip });
  const election = onlyElection(diagnosis.elections, 'failover-test');
  const base = reportOf(observation, diagnosis, failOn);
  const none = { observation, rights: [], node: null, other };
  if (!election && base.verdict !== 'unknown') throw await nothingFound(cluster, observation);
  if (!election || (!election.lease && election.renewal.state === 'unknown')) {
    const gap = observation.gaps.find(({ evidence }) => evidence === 'leases');
    return {
      election: null,
      unread: `the Lease could not be read: ${gap?.detail ?? 'no reason was given'}`,
      base,
      facts: none,
    };
  }
  const nodeName = election.holder?.pod?.nodeName ?? null;
  const [rights, node] = await Promise.all([
    askForCaller(cluster, failoverQuestions(election, method)),
    nodeName === null ? null : readNode(cluster, nodeName),
  ]);
  const unseen = node instanceof ClusterError ? [unreadNode(nodeName ?? '', node)] : [];
  return {
    election,
    unread: '',
    base: { ...base, gaps: [...base.gaps, ...unseen] },
    facts: { observation, rights, node: node instanceof ClusterError ? null : node, other },
  };
}

function unreadNode(name: string, error: ClusterError): Report['gaps'][number] {
  const reason = error.reason === 'forbidden' ? 'forbidden' : 'error';
  return { what: `whether node ${name} is Ready`, reason, detail: error.message };
}
