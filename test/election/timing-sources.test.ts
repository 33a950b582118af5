// Where each of the three timings comes from, and whether the Lease is given up on a planned stop (contract 3; reference 1.1, 7, 10).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programOfLease } from '../../src/election/programs.ts';
import { type TimingFacts, timingOf } from '../../src/election/timing.ts';
import { electing, MINUTE, makeLease, makeSetting, releasedFor } from '../support/build.ts';

const nothing: TimingFacts = { lease: null, arguments: null, program: null, releaseSeen: false };
const crossplane = programOfLease({ name: 'crossplane-leader-election-core' });
const beskar7 = programOfLease({ name: 'beskar7.infrastructure.cluster.x-k8s.io' });
const all = (lease: string, deadline = lease, period = deadline) => `${lease}/${deadline}/${period}`;

// Contract 3 under "leaseDurationMs", "gracefulFailoverMs"; reference 1.1: RD and RP are stored nowhere; 7 and 10 for programs.
const SOURCES: readonly (readonly [string, Partial<TimingFacts>, string, string, boolean | null])[] = [
  ['nothing known', {}, '15000/10000/2000', all('default'), null],
  ['a held Lease of 15 s', { lease: makeLease() }, '15000/10000/2000', all('lease', 'default'), null],
  [
    'a held Lease of another duration: deadline and period are not known',
    { lease: makeLease({ leaseDurationSeconds: 30 }) },
    '30000/null/null',
    all('lease', 'null'),
    null,
  ],
  [
    'a released Lease, which stores one second: the flag',
    { lease: releasedFor(MINUTE), arguments: electing({ leaseDuration: makeSetting(15_000) }), releaseSeen: true },
    '15000/10000/2000',
    all('flag', 'default'),
    true,
  ],
  [
    'a released Lease without a flag: the default',
    { lease: releasedFor(MINUTE) },
    '15000/10000/2000',
    all('default'),
    null,
  ],
  [
    'a held Lease without a duration',
    { lease: makeLease({ leaseDurationSeconds: null }) },
    '15000/10000/2000',
    all('default'),
    null,
  ],
  [
    'flags',
    {
      arguments: electing({
        leaseDuration: makeSetting(30_000),
        renewDeadline: makeSetting(20_000),
        retryPeriod: makeSetting(4000),
      }),
    },
    '30000/20000/4000',
    all('flag'),
    null,
  ],
  [
    'the Lease before the flag',
    {
      lease: makeLease({ leaseDurationSeconds: 20 }),
      arguments: electing({
        leaseDuration: makeSetting(30_000),
        renewDeadline: makeSetting(12_000),
        retryPeriod: makeSetting(3000, 'env'),
      }),
    },
    '20000/12000/3000',
    'lease/flag/env',
    null,
  ],
  ['a program of its own timings', { program: crossplane }, '60000/50000/2000', all('default'), true],
  [
    'a program of its own timings, run with another duration',
    { program: crossplane, lease: makeLease({ leaseDurationSeconds: 15 }) },
    '15000/null/null',
    all('lease', 'null'),
    true,
  ],
  [
    'Beskar7 with one flag set: the other two keep their defaults (reference 10)',
    {
      program: beskar7,
      lease: makeLease({ leaseDurationSeconds: 30 }),
      arguments: electing({ leaseDuration: makeSetting(30_000) }),
    },
    '30000/10000/2000',
    all('lease', 'default'),
    false,
  ],
  [
    'release off by flag, though the program gives up',
    { program: crossplane, arguments: electing({ releaseOnCancel: false }) },
    '60000/50000/2000',
    all('default'),
    false,
  ],
  [
    'release seen, though the program is not known for it',
    { program: beskar7, releaseSeen: true },
    '15000/10000/2000',
    all('default'),
    true,
  ],
];

for (const [is, facts, triple, sources, release] of SOURCES) {
  test(`timings from ${is}`, () => {
    const timing = timingOf({ ...nothing, ...facts });
    const { leaseDurationMs, renewDeadlineMs, retryPeriodMs, source } = timing;
    assert.equal(`${leaseDurationMs}/${renewDeadlineMs}/${retryPeriodMs}`, triple);
    assert.equal(`${source.leaseDurationMs}/${source.renewDeadlineMs}/${source.retryPeriodMs}`, sources);
    assert.equal(timing.releaseOnCancel, release);
  });
}
