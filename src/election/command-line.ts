// Commands that a person may paste: they carry the caller's context and namespace.

import type { Observation } from './observation.ts';

/** A kubectl line for this cluster and namespace, quoted for a shell. */
export function kubectl(observation: Pick<Observation, 'scope'>, namespace: string | null, ...words: string[]): string {
  return shellLine('kubectl', ...place(observation, namespace), ...words);
}

/** A b7le line for this cluster and namespace. */
export function b7le(
  observation: Pick<Observation, 'scope'>,
  namespace: string | null,
  verb: string,
  ...words: string[]
): string {
  return shellLine('b7le', verb, ...words, ...place(observation, namespace));
}

function place({ scope }: Pick<Observation, 'scope'>, namespace: string | null): string[] {
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
