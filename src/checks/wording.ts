// The words that several checks share: subjects, ages, and kubectl commands that carry the caller's context.

import { formatAge } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation, Pod, Workload } from '../election/observation.ts';
import type { Renewal } from '../election/renewal.ts';
import type { Subject } from './check.ts';

export function leaseSubject({ namespace, leaseName }: Election): Subject {
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

/** A kubectl line for this cluster and namespace, quoted for a shell. */
export function kubectl(observation: Observation, namespace: string | null, ...words: string[]): string {
  return shellLine('kubectl', ...place(observation, namespace), ...words);
}

/** A b7le line for this cluster and namespace. */
export function b7le(observation: Observation, namespace: string | null, verb: string, ...words: string[]): string {
  return shellLine('b7le', verb, ...words, ...place(observation, namespace));
}

function place({ scope }: Observation, namespace: string | null): string[] {
  const context = scope.contextGiven === null ? [] : ['--context', scope.contextGiven];
  return namespace === null ? context : [...context, '-n', namespace];
}

/** Words as one line for a shell, quoted where they must be. */
export function shellLine(...words: string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
