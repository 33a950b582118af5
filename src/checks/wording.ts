// The words that several checks share: subjects, ages, and kubectl commands that carry the caller's context.

import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Pod, Workload } from '../election/observation.ts';
import type { Renewal } from '../election/renewal.ts';
import type { Subject } from './check.ts';

export { b7le, kubectl, shellLine } from '../election/command-line.ts';

/** The Lease; where nobody knows what it is called, the workload that it is of. */
export function leaseSubject({ namespace, leaseName, workload }: Election): Subject {
  if (!leaseName && workload) return workloadSubject(workload);
  return { kind: 'Lease', namespace, name: leaseName ?? '' };
}

export function podSubject({ namespace, name }: Pod): Subject {
  return { kind: 'Pod', namespace, name };
}

export function workloadSubject({ kind, namespace, name }: Workload): Subject {
  return { kind, namespace, name };
}

/** The workload where it is known, else the Lease. */
export function subjectOf(election: Election): Subject {
  return election.workload ? workloadSubject(election.workload) : leaseSubject(election);
}

/** `deployment/controller-manager`. */
export function reference({ kind, name }: Pick<Workload, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** `4m 12s`, or `at least 24s` where only watching told. */
export function unrenewedFor({ agoMs, atLeast }: Renewal): string {
  if (agoMs === null) return 'an unknown time';
  return `${atLeast ? 'at least ' : ''}${formatAge(agoMs)}`;
}

/** How the age was learnt, for people. */
export function byWhat({ evidence }: Renewal): string {
  const words = {
    'server-clock': "by the API server's clock",
    'two-reads': 'as watched',
    'holder-clock': "by its holder's own clock",
    none: 'by no evidence',
  };
  return words[evidence];
}
