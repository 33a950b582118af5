// An election in words: what it is called, who leads it, and how that is known.

import type { Finding } from '../checks/check.ts';
import { formatAge } from '../election/duration.ts';
import { hostOf } from '../election/identity.ts';
import type { ReportedElection } from './report.ts';
import { count } from './view.ts';

export function belongs(finding: Finding, election: ReportedElection): boolean {
  return finding.election === election.id;
}

/** The Lease's name where there is a Lease, else the workload that has none: a guessed name is no title. */
export function titleOf({ lease, workload }: ReportedElection): string {
  if (lease.uid === null && workload) return `${workload.kind.toLowerCase()}/${workload.name}`;
  return lease.name ?? '';
}

/** Whose finding it is, with a space behind it, where several elections are told of. */
export function whoseOf(finding: Finding, elections: readonly ReportedElection[]): string {
  const own = elections.find((election) => belongs(finding, election));
  return elections.length > 1 && own ? `${titleOf(own)} ` : '';
}

/**
 * Who leads, in words; the figure is by the server's clock or watched, never the holder's.
 * @param own the election's findings: that a pod is gone is said only where it was found to be
 */
export function sentence(election: ReportedElection, own: readonly Finding[]): string {
  const { state, holder, workload, declaredAt } = election;
  if (declaredAt && workload && state !== 'off')
    return `${count(workload.replicas, 'replica')}, declared in ${declaredAt.file}:${declaredAt.line}`;
  const ago = agoOf(election) ?? 'at an unknown time';
  const who = holder ? nameOf(election, own) : '';
  const gone = own.some(({ id, severity }) => id === 'holder-gone' && severity !== 'unknown');
  if (holder && gone && (state === 'renewing' || state === 'late')) {
    return `no leader: ${hostOf(holder.identity)} is gone, renewed ${ago}`;
  }
  const otherwise = byOldLock(own) ?? byHandover(election, own);
  if (otherwise !== null) return otherwise;
  switch (state) {
    case 'renewing':
      return `led by ${who}${ledFor(election)}, renewed ${ago}${doubt(election)}`;
    case 'late':
      return `led by ${who}, which should have renewed by now: renewed ${ago}`;
    case 'released':
      return `nobody leads: released ${ago}`;
    case 'expired':
      return isLeftBehind(own)
        ? `left behind by ${who}, renewed ${ago}`
        : `nobody leads now: ${who} renewed ${ago}, and the Lease has expired`;
    case 'unclaimed':
      return `nobody leads: ${who} renewed ${ago}, and nobody has taken over`;
    case 'absent':
      return `${isUnseen(own) ? 'who leads could not be told' : 'nobody leads'}: there is no Lease, and ${workload ? `${workload.readyReplicas} of ${workload.replicas} replicas are ready` : 'no workload'}`;
    case 'off':
      return `election is switched off${workload ? ` for ${workload.replicas} ${workload.replicas === 1 ? 'replica' : 'replicas'}` : ''}`;
    default:
      return holder ? `held by ${who}; whether it renews could not be told` : 'what the Lease says could not be told';
  }
}

/** `4m ago`; `at least 24s ago` where an unrenewed Lease was watched for so long and nothing tells what was before. */
export function agoOf({ renewedAgoMs, evidence, state }: ReportedElection): string | null {
  if (renewedAgoMs === null) return null;
  const bound = evidence === 'two-reads' && (state === 'expired' || state === 'unclaimed');
  return `${bound ? 'at least ' : ''}${formatAge(renewedAgoMs)} ago`;
}

/** Where there is no Lease, and somebody may lead all the same. */
function isUnseen(own: readonly Finding[]): boolean {
  return own.some(({ id, severity }) => id === 'lease-absent' && severity === 'unknown');
}

/** Without a Lease somebody may lead by an old lock; null where none was found, or a Lease is there. */
function byOldLock(own: readonly Finding[]): string | null {
  const lock = own.find(({ id, facts }) => id === 'legacy-lock' && facts.instead === true);
  if (!lock) return null;
  const { kind, name, holder, renewedAgoMs } = lock.facts;
  const object = `${String(kind).toLowerCase()}/${name}`;
  return `led by ${hostOf(String(holder))} through ${object} and no Lease, renewed ${formatAge(Number(renewedAgoMs))} ago`;
}

/** A Lease that runs out on purpose; null where it does not. */
function byHandover({ holder, lease, renewedAgoMs }: ReportedElection, own: readonly Finding[]): string | null {
  const planned = own.some(
    ({ id, severity }) => severity === 'info' && (id === 'lease-late' || id === 'lease-expired'),
  );
  if (!planned || !holder) return null;
  const ago = renewedAgoMs === null ? '' : `, renewed ${formatAge(renewedAgoMs)} ago`;
  return `${hostOf(holder.identity)} gives way to ${hostOf(lease.preferredHolder ?? '')}${ago}`;
}

/** An old Lease that nothing uses: nobody leads it, and nobody should. */
export function isLeftBehind(own: readonly Finding[]): boolean {
  return own.some(({ id, severity }) => id === 'lease-orphaned' && severity === 'info');
}

function ledFor({ ledForMs }: ReportedElection): string {
  return ledForMs === null ? '' : ` for ${formatAge(ledForMs)}`;
}

function doubt({ evidence }: ReportedElection): string {
  return evidence === 'holder-clock' ? " by its holder's own clock" : '';
}

function nameOf({ holder }: ReportedElection, own: readonly Finding[]): string {
  if (!holder) return '–';
  const node = holder.node === null ? '' : ` on ${holder.node}`;
  if (holder.pod !== null) return `${holder.pod}${holder.match === 'likely' ? ' (likely)' : ''}${node}`;
  return `${hostOf(holder.identity)}${hasNoPod(own) ? ' (no pod)' : ''}`;
}

/** That a holder has no pod is said only where the pods were read and none fits. */
export function hasNoPod(own: readonly Finding[]): boolean {
  return own.some(({ id, severity }) => (id === 'holder-unresolved' || id === 'holder-gone') && severity !== 'unknown');
}
