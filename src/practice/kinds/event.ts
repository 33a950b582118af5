// Events of the core group. The same ones under events.k8s.io are not served.

import { at, objectOf } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { column, NAME, since, textAt, wideColumn } from './columns.ts';
import { defineKind } from './define.ts';
import type { Column, Invalid } from './kind.ts';
import { wrong } from './metadata.ts';

const subject = (field: string) => (event: KubeObject) => textAt(event, ['involvedObject', field]);

export const EVENT = defineKind({
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  shortNames: ['ev'],
  selectable: {
    ...Object.fromEntries(
      ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) => [
        `involvedObject.${field}`,
        subject(field),
      ]),
    ),
    reason: (event) => textAt(event, ['reason']),
    reportingComponent: (event) => textAt(event, ['reportingComponent']),
    source: (event) => textAt(event, ['source', 'component'], textAt(event, ['reportingComponent'])),
    type: (event) => textAt(event, ['type']),
  },
  columns: [
    column('Last Seen', 'string', 'When it happened last.', (event, now) => since(lastSeen(event), now)),
    column('Type', 'string', 'Normal or Warning.', (event) => textAt(event, ['type'])),
    column('Reason', 'string', 'What happened, in a word.', (event) => textAt(event, ['reason'])),
    column('Object', 'string', 'What it happened to.', (event) => {
      const kind = subject('kind')(event).toLowerCase();
      const name = subject('name')(event);
      return name === '' ? kind : `${kind}/${name}`;
    }),
    wideColumn('Subobject', 'Which part of it.', subject('fieldPath')),
    wideColumn('Source', 'Who says so.', sourceOf),
    column('Message', 'string', 'What happened.', (event) => textAt(event, ['message']).trim()),
    wideColumn('First Seen', 'When it happened first.', (event, now) => since(firstSeen(event), now)),
    { ...wideColumn('Count', 'How often it happened.', countOf), type: 'string' } satisfies Column,
    { ...NAME, priority: 1 },
  ],
  complete: (event) => ({ ...event, source: objectOf(event.source), ...reporting(event) }),
  faults: ({ metadata, involvedObject }) => placeFaults(metadata.namespace ?? '', objectOf(involvedObject).namespace),
});

/** The server writes both, empty where nobody said anything. */
function reporting(event: KubeObject): Readonly<Record<string, string>> {
  const fields = ['reportingComponent', 'reportingInstance'];
  return Object.fromEntries(fields.map((field) => [field, textAt(event, [field])]));
}

function placeFaults(own: string, namespace: unknown): readonly Invalid[] {
  // what lives in no namespace is told of in `default`
  const expected = typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
  return expected === own || (!namespace && own === 'kube-system')
    ? []
    : [wrong('involvedObject.namespace', namespace ?? '', 'does not match event.namespace')];
}

function firstSeen(event: KubeObject): unknown {
  return textAt(event, ['firstTimestamp'], textAt(event, ['eventTime']));
}

function lastSeen(event: KubeObject): unknown {
  const inSeries = at(event, 'series', 'lastObservedTime');
  return inSeries ?? (textAt(event, ['lastTimestamp']) || firstSeen(event));
}

function countOf(event: KubeObject): number {
  const count = at(event, 'series', 'count') ?? event.count;
  return typeof count === 'number' && count > 0 ? count : 1;
}

function sourceOf(event: KubeObject): string {
  const component = textAt(event, ['source', 'component'], textAt(event, ['reportingComponent']));
  const host = textAt(event, ['source', 'host'], textAt(event, ['reportingInstance']));
  return host === '' ? component : `${component}, ${host}`;
}
