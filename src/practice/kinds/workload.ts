// What Deployments, ReplicaSets, StatefulSets and DaemonSets have alike: a selector, and a template of the pods it selects.

import { at, isObject, objectOf, sameJson } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { labelsMatch } from '../objects/selectors.ts';
import type { Invalid } from './kind.ts';
import { labelFaults, required, wholeFaults, wrong } from './metadata.ts';
import { completeTemplate } from './pod-defaults.ts';
import { podMergeKeys, podSpecFaults } from './pod-spec.ts';

export const WORKLOAD_MERGE_KEYS: Readonly<Record<string, string>> = {
  ...podMergeKeys('spec.template.spec'),
  'status.conditions': 'type',
};

/** Fills in the template and what else a spec lacks. */
export function completeWorkload(object: KubeObject, defaults: Readonly<Record<string, unknown>>): KubeObject {
  const { spec } = object;
  if (!isObject(spec)) return object;
  const template = spec.template === undefined ? {} : { template: completeTemplate(spec.template) };
  return { ...object, spec: { ...defaults, ...spec, ...template } };
}

/** @param before the stored one on updates: its selector stays */
export function workloadFaults(object: KubeObject, before: KubeObject | null): readonly Invalid[] {
  return [
    ...wholeFaults(object, ['spec', 'replicas']),
    ...wholeFaults(object, ['spec', 'minReadySeconds']),
    ...wholeFaults(object, ['spec', 'revisionHistoryLimit']),
    ...selectorFaults(object, before),
    ...podSpecFaults(at(object, 'spec', 'template', 'spec'), 'spec.template.spec', ['Always']),
  ];
}

function selectorFaults(object: KubeObject, before: KubeObject | null): readonly Invalid[] {
  const selector = at(object, 'spec', 'selector');
  const labels = objectOf(at(object, 'spec', 'template', 'metadata', 'labels'));
  const changed = before && !sameJson(at(before, 'spec', 'selector'), selector);
  const immutable = changed ? [wrong('spec.selector', selector, 'field is immutable')] : [];
  const labelled = labelFaults('spec.template.metadata.labels', labels);
  if (!isObject(selector)) return [required('spec.selector'), ...labelled, ...immutable];
  if (Object.keys(selector).length === 0) {
    const why = `empty selector is invalid for ${object.kind.toLowerCase()}`;
    return [wrong('spec.selector', selector, why), ...labelled, ...immutable];
  }
  const fits = labelsMatch(selector, labels as Readonly<Record<string, string>>);
  const why = '`selector` does not match template `labels`';
  return [...labelled, ...(fits ? [] : [wrong('spec.template.metadata.labels', labels, why)]), ...immutable];
}
