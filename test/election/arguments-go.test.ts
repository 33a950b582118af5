// How a command line is read: Go's `flag` rules, Kubernetes' $(VAR), which container counts, and what is never kept.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContainerSpec, type ElectionArguments, readArguments } from '../../src/election/arguments.ts';

function specOf(overrides: Partial<ContainerSpec>): ContainerSpec {
  return { name: 'manager', command: ['/manager'], args: [], env: {}, ports: [], ...overrides };
}

interface Line {
  readonly is: string;
  readonly spec: Partial<ContainerSpec>;
  readonly says: Partial<ElectionArguments>;
}

function check({ is, spec, says }: Line): void {
  test(is, () => {
    const found = readArguments([specOf(spec)]);
    const keys = Object.keys(says) as (keyof ElectionArguments)[];
    assert.deepEqual(Object.fromEntries(keys.map((key) => [key, found[key]])), says);
  });
}

const flag = (ms: number, written: string) => ({ ms, source: 'flag', written }) as const;
const LD = '--leader-elect-lease-duration';

// Reference 7, last line: one or two dashes, booleans only as --x or --x=false, `--x false` leaves it true and stops parsing.
const GO: readonly Line[] = [
  { is: 'one dash', spec: { args: ['-leader-elect=false'] }, says: { enabled: false } },
  { is: 'two dashes', spec: { args: ['--leader-elect=false'] }, says: { enabled: false } },
  { is: 'three dashes are no flag', spec: { args: ['---leader-elect=false'] }, says: { mentioned: false } },
  { is: 'no dash is no flag', spec: { args: ['leader-elect=false'] }, says: { mentioned: false } },
  { is: 'a value behind =', spec: { args: [`${LD}=30s`] }, says: { leaseDuration: flag(30_000, `${LD}=30s`) } },
  { is: 'a value in its own word', spec: { args: [LD, '30s'] }, says: { leaseDuration: flag(30_000, `${LD} 30s`) } },
  { is: 'the last one wins', spec: { args: ['--leader-elect=false', '--leader-elect'] }, says: { enabled: true } },
  {
    is: '-- ends the flags',
    spec: { args: ['--leader-elect', '--', '--leader-elect=false'] },
    says: { enabled: true },
  },
  {
    is: 'a static pod has its flags in the command',
    spec: { command: ['kube-scheduler', '--leader-elect=true', `${LD}=30s`] },
    says: { enabled: true, leaseDuration: flag(30_000, `${LD}=30s`) },
  },
  {
    is: 'the value of a name may be a word that looks like a boolean',
    spec: { args: ['--leader-election-id', 'true', '--leader-elect=false'] },
    says: { leaseName: 'true', enabled: false, swallowed: null },
  },
  {
    is: '`--leader-elect false` leaves election on and stops parsing',
    spec: { args: ['--leader-elect', 'false', `${LD}=30s`, '--metrics-bind-address=:8080'] },
    says: {
      enabled: true,
      leaseDuration: null,
      metrics: null,
      swallowed: { flag: '--leader-elect', value: 'false', ignored: [LD, '--metrics-bind-address'] },
    },
  },
  {
    is: '`--leader-elect true` stops parsing too',
    spec: { args: ['--leader-elect', 'true', `${LD}=30s`] },
    says: { enabled: true, leaseDuration: null, swallowed: { flag: '--leader-elect', value: 'true', ignored: [LD] } },
  },
  {
    is: '`-leader-elect 0` as the last words ignores nothing more',
    spec: { args: [`${LD}=30s`, '-leader-elect', '0'] },
    says: {
      enabled: true,
      leaseDuration: flag(30_000, `${LD}=30s`),
      swallowed: { flag: '--leader-elect', value: '0', ignored: [] },
    },
  },
  {
    is: '`--leader-elect-release-on-cancel false` leaves release on',
    spec: { args: ['--leader-elect', '--leader-elect-release-on-cancel', 'false', `${LD}=30s`] },
    says: {
      releaseOnCancel: true,
      leaseDuration: null,
      swallowed: { flag: '--leader-elect-release-on-cancel', value: 'false', ignored: [LD] },
    },
  },
  {
    is: '`--disable-leader-election false` turns election off',
    spec: { args: ['--disable-leader-election', 'false'] },
    says: { enabled: false, swallowed: { flag: '--disable-leader-election', value: 'false', ignored: [] } },
  },
  {
    is: 'an ignored flag is named without its value, which may be a secret',
    spec: { args: ['--leader-elect', 'false', '--token=abc', '--password', 'def'] },
    says: { swallowed: { flag: '--leader-elect', value: 'false', ignored: ['--token', '--password'] } },
  },
  {
    is: 'a bare number is no duration to Go',
    spec: { args: [`${LD}=15`] },
    says: { leaseDuration: null, unreadable: [`${LD}=15`] },
  },
  {
    is: 'a word is no duration to Go',
    spec: { args: [LD, 'soon'] },
    says: { leaseDuration: null, unreadable: [`${LD} soon`] },
  },
  {
    is: 'Go refuses a boolean it does not know: the setting is unreadable, and election is not off by it',
    spec: { args: ['--leader-elect=yes'] },
    says: { enabled: null, unreadable: ['--leader-elect=yes'] },
  },
];

for (const line of GO) check(line);

// What Go's strconv.ParseBool takes.
for (const [on, values] of [
  [true, ['1', 't', 'T', 'TRUE', 'true', 'True']],
  [false, ['0', 'f', 'F', 'FALSE', 'false', 'False']],
] as const) {
  for (const value of values) {
    check({
      is: `--leader-elect=${value} is ${on}`,
      spec: { args: [`--leader-elect=${value}`] },
      says: { enabled: on },
    });
  }
}

// Kubernetes' own rules for $(VAR) in command, args and env; a value from elsewhere (null) is not known.
const EXPANSION: readonly Line[] = [
  {
    is: '$(VAR) of a literal variable is expanded in a name',
    spec: { args: ['--leader-election-id=$(NAME)-lock'], env: { NAME: 'my' } },
    says: { leaseName: 'my-lock' },
  },
  {
    is: '$(VAR) is expanded in a boolean and a duration',
    spec: { args: ['--leader-elect=$(ON)', `${LD}=$(LEASE)s`], env: { ON: 'false', LEASE: '30' } },
    says: { enabled: false, leaseDuration: flag(30_000, `${LD}=30s`) },
  },
  {
    is: '$(VAR) is expanded in the command',
    spec: { command: ['/manager', '--leader-election-namespace=$(NS)'], env: { NS: 'infra' } },
    says: { leaseNamespace: 'infra' },
  },
  {
    is: '$(VAR) is expanded in the value of a variable',
    spec: { env: { NS: 'infra', LEADER_ELECTION_NAMESPACE: '$(NS)' } },
    says: { leaseNamespace: 'infra' },
  },
  {
    is: '$$(VAR) is the text $(VAR)',
    spec: { args: ['--leader-election-id=$$(NAME)'], env: { NAME: 'my' } },
    says: { leaseName: '$(NAME)' },
  },
  {
    is: 'a name from a variable whose value is not known is not known',
    spec: {
      args: ['--leader-election-id=$(NAME)', '--leader-election-namespace=$(NS)'],
      env: { NAME: null, NS: null },
    },
    says: { leaseName: null, leaseNamespace: null },
  },
  {
    is: 'a duration from a variable whose value is not known is not known, which is not unreadable',
    spec: { args: [`${LD}=$(LEASE)`], env: { LEASE: null } },
    says: { leaseDuration: null, unreadable: [] },
  },
  {
    is: 'a variable without a literal value sets nothing',
    spec: { env: { LEADER_ELECTION: null, LEASE_DURATION_SECONDS: null } },
    says: { enabled: null, leaseDuration: null },
  },
  // F6: a fixed identity is shared by every replica; one from the pod's own name is not
  { is: 'a fixed identity', spec: { args: ['--identity=one'] }, says: { identity: 'one' } },
  {
    is: 'an identity from the downward API is no fixed one',
    spec: { args: ['--identity=$(POD_NAME)'], env: { POD_NAME: null } },
    says: { identity: null },
  },
];

for (const line of EXPANSION) check(line);

// Reference 10, rows metrics and container; reference 4 on who serves what.
const METRICS: readonly (readonly [string, readonly string[], ElectionArguments['metrics']])[] = [
  ['plain HTTP', ['--metrics-bind-address=:8080'], { port: 8080, secure: false }],
  ['HTTPS from alpha.1 on', ['--metrics-bind-address=:8443'], { port: 8443, secure: true }],
  ['TLS turned off', ['--metrics-bind-address=:8443', '--secure-metrics=false'], { port: 8443, secure: false }],
  ['a host before the port', ['--metrics-bind-address=0.0.0.0:8080'], { port: 8080, secure: false }],
  ['behind kube-rbac-proxy', ['--metrics-bind-address=127.0.0.1:8080'], null],
  ['turned off', ['--metrics-bind-address=0'], null],
  ['not said', ['--leader-elect'], null],
];

for (const [is, args, metrics] of METRICS) check({ is: `metrics: ${is}`, spec: { args }, says: { metrics } });

test('the container that mentions election is read, whatever stands first or is marked default', () => {
  const proxy = specOf({ name: 'kube-rbac-proxy', args: ['--secure-listen-address=:8443'] });
  const sidecar = specOf({ name: 'sidecar' });
  const manager = specOf({ name: 'manager', args: ['--leader-elect'] });
  assert.equal(readArguments([proxy, manager]).container, 'manager');
  assert.equal(readArguments([sidecar, manager], 'sidecar').container, 'manager');
  assert.equal(readArguments([sidecar, specOf({})], 'manager').container, 'manager');
  assert.equal(readArguments([proxy, specOf({})]).container, 'manager');
  assert.equal(readArguments([proxy]).container, 'kube-rbac-proxy');
  assert.equal(readArguments([]).container, null);
});

test('nothing of the other arguments and variables is kept', () => {
  const args = ['--leader-elect', '--token=hunter2', '--password', 'hunter2', 'hunter2'];
  const found = readArguments([specOf({ command: ['hunter2', 'hunter2'], args, env: { PASSWORD: 'hunter2' } })]);
  assert.equal(JSON.stringify(found).includes('hunter2'), false);
});
