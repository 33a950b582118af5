// What happens to several pods alike is told once: the first of them whole, the others by name.

import type { Finding } from '../checks/check.ts';

export interface Alike {
  readonly first: Finding;
  /** Of the same id and severity, about other pods. */
  readonly others: readonly Finding[];
}

/** Groups findings about pods by id and severity, in the order of the first of each; every other finding stands for itself. */
export function alikeOf(findings: readonly Finding[]): Alike[] {
  const groups = new Map<string, Finding[]>();
  for (const [at, finding] of findings.entries()) {
    const { id, severity, subject } = finding;
    const key = subject.kind === 'Pod' ? `${id} ${severity}` : String(at);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ first, others }] : []));
}

/** `alike: web-5875b8f7c6-jmchn, web-5875b8f7c6-mc9ms`, of many some. */
export function othersWords(others: readonly Finding[]): string {
  const names = others.map(({ subject }) => subject.name);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `alike: ${shown.join(', ')}`;
}
