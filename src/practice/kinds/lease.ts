// Leases: who leads, since when, renewed when. Validation as reference 1.10 states it.

import { at, isObject } from '../objects/json.ts';
import type { Draft, KubeObject } from '../objects/object.ts';
import { AGE, column, NAME, textAt } from './columns.ts';
import { defineKind } from './define.ts';
import type { Invalid } from './kind.ts';
import { forbidden, wholeFaults, wrong } from './metadata.ts';

const TIMES = ['acquireTime', 'renewTime'] as const;

export const LEASE = defineKind({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  unconditionalUpdate: false,
  createOnUpdate: true,
  columns: [
    NAME,
    column('Holder', 'string', 'Who holds the lease.', ({ spec }) => textAt(spec, ['holderIdentity'])),
    AGE,
  ],
  complete: withMicroTimes,
  unreadable,
  faults: (lease, _before, minor) => [...numberFaults(lease, minor), ...timeFaults(lease), ...strategyFaults(lease)],
});

/** Six digits in UTC, whatever way a client wrote them. */
function withMicroTimes(lease: KubeObject): KubeObject {
  const { spec } = lease;
  if (!isObject(spec)) return { ...lease, spec: {} };
  const times = TIMES.flatMap((field) => {
    const written = spec[field];
    const time = typeof written === 'string' ? microTime(written) : null;
    return time !== null && time !== written ? [[field, time] as const] : [];
  });
  return times.length === 0 ? lease : { ...lease, spec: { ...spec, ...Object.fromEntries(times) } };
}

/** @returns null for what is no RFC 3339 time */
function microTime(text: string): string | null {
  const found = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  const ms = found ? Date.parse(`${found[1]}${found[3]}`) : Number.NaN;
  if (Number.isNaN(ms)) return null;
  return `${new Date(ms).toISOString().slice(0, 19)}.${(found?.[2] ?? '').padEnd(6, '0').slice(0, 6)}Z`;
}

/** A real server refuses these while it decodes; a MicroTime needs its six digits. */
function unreadable({ spec }: Draft): string | null {
  const duration = at(spec, 'leaseDurationSeconds');
  if (typeof duration === 'string')
    return 'json: cannot unmarshal string into Go struct field LeaseSpec.spec.leaseDurationSeconds of type int32';
  const misfit = TEXTS.find((field) => !['string', 'undefined'].includes(typeof (at(spec, field) ?? undefined)));
  if (misfit !== undefined)
    return `json: cannot unmarshal ${goType(at(spec, misfit))} into Go struct field LeaseSpec.spec.${misfit} of type string`;
  const bare = TIMES.map((field) => at(spec, field)).find((time) => typeof time === 'string' && WHOLE.test(time));
  if (bare === undefined) return null;
  return `parsing time ${JSON.stringify(bare)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"`;
}

const TEXTS = ['holderIdentity', 'preferredHolder', 'strategy'] as const;

/** As Go's reader of JSON calls a value. */
function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const WHOLE = /T\d\d:\d\d:\d\dZ$/;

function numberFaults(lease: KubeObject, minor = 37): readonly Invalid[] {
  const duration = at(lease, 'spec', 'leaseDurationSeconds');
  const tooShort = typeof duration === 'number' && Number.isInteger(duration) && duration <= 0;
  return [
    ...(tooShort
      ? [wrong('spec.leaseDurationSeconds', duration, 'must be greater than 0')]
      : wholeFaults(lease, ['spec', 'leaseDurationSeconds'])),
    ...wholeFaults(lease, ['spec', 'leaseTransitions']).map((fault) => (minor < 35 ? inOldWords(fault) : fault)),
  ];
}

/** The sentence as it was misspelt (seen on 1.20; right on 1.37). */
function inOldWords(fault: Invalid): Invalid {
  return {
    ...fault,
    message: fault.message.replace('must be greater than or equal to', 'must to greater or equal than'),
  };
}

function timeFaults({ spec }: KubeObject): readonly Invalid[] {
  return TIMES.flatMap((field) => {
    const time = at(spec, field);
    if (time === undefined || time === null || (typeof time === 'string' && microTime(time) !== null)) return [];
    return [wrong(`spec.${field}`, time, 'must be a time of RFC 3339')];
  });
}

function strategyFaults({ spec }: KubeObject): readonly Invalid[] {
  if (textAt(spec, ['preferredHolder']) === '' || textAt(spec, ['strategy']) !== '') return [];
  return [forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined')];
}
