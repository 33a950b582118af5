// How a single rule falls short of what is asked: by one thing only, or it is not near.

import { covers, type PolicyRule } from './rules.ts';
import type { Attributes } from './user.ts';

export type ResourceAttributes = Exclude<Attributes, { path: string }>;

/** The one thing that is wrong with a rule that otherwise grants what is asked. */
export type Defect =
  /** It names objects, and a create names none (reference 6.1). */
  | { readonly kind: 'create-by-name'; readonly names: readonly string[] }
  | { readonly kind: 'other-names'; readonly names: readonly string[] }
  | { readonly kind: 'group-typo'; readonly group: string }
  | { readonly kind: 'resource-typo'; readonly resource: string }
  /** `named`: the rule has resourceNames as well, so that a create needs a rule of its own. */
  | { readonly kind: 'verb-missing'; readonly verbs: readonly string[]; readonly named: boolean };

/** The defects of a rule, each of which alone keeps it from granting what is asked; none where it grants it or is far from it. */
export function defectsOf(rule: PolicyRule, asked: ResourceAttributes): Defect[] {
  if (covers(rule, asked)) return [];
  const whole = asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`;
  if (covers({ ...rule, resourceNames: [] }, asked)) {
    return [{ kind: asked.verb === 'create' ? 'create-by-name' : 'other-names', names: rule.resourceNames }];
  }
  const group = rule.apiGroups.find((given) => isGroupTypo(given, asked.group, asked.resource));
  if (group !== undefined && covers({ ...rule, apiGroups: [asked.group] }, asked)) {
    // the core group with a star is no slip of the pen: it says all of the core group
    if (group !== '' || rule.resources.includes(whole)) return [{ kind: 'group-typo', group }];
  }
  const resource = rule.resources.find((given) => isResourceTypo(given, asked));
  if (resource !== undefined && covers({ ...rule, resources: [whole] }, asked)) {
    return [{ kind: 'resource-typo', resource }];
  }
  // a star over all resources is a rule about everything, not this one with a verb forgotten
  const named = rule.resourceNames.length > 0;
  const names = asked.verb === 'create' ? [] : rule.resourceNames;
  if (rule.resources.includes(whole) && covers({ ...rule, verbs: [asked.verb], resourceNames: names }, asked)) {
    return [{ kind: 'verb-missing', verbs: rule.verbs, named }];
  }
  return [];
}

/**
 * Whether somebody who meant one API group may have written another: `coordination`, `coordination.k8s.io/v1`, the core group,
 * `leases.coordination.k8s.io`; for the core group `v1`, `core`, and for Events the newer `events.k8s.io`, which does not give them
 * (reference 3).
 */
function isGroupTypo(given: string, asked: string, resource: string): boolean {
  if (given === asked || given === '*') return false;
  const [group = ''] = given.trim().toLowerCase().split('/');
  if (asked === '') return ['v1', 'core', ''].includes(group) || group === `${resource}.k8s.io`;
  const bare = group.startsWith(`${resource}.`) ? group.slice(resource.length + 1) : group;
  return bare === '' || firstLabel(bare) === firstLabel(asked);
}

/** Whether a resource may have been meant: in the singular, in capitals, with its group, its version or a subresource behind it. */
function isResourceTypo(given: string, { resource, subresource }: ResourceAttributes): boolean {
  const whole = subresource === '' ? resource : `${resource}/${subresource}`;
  if (given === whole || given.includes('*')) return false;
  const lower = given.trim().toLowerCase();
  return singular(subresource === '' ? (lower.split(/[./]/)[0] ?? '') : lower) === singular(whole);
}

function firstLabel(group: string): string {
  return group.split('.')[0] ?? '';
}

function singular(word: string): string {
  return word.replace(/s$/, '');
}
