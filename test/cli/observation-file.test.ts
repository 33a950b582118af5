// Observations in files: what comes back gives the same report to the byte, nothing secret goes in, and no file can do harm.

import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { diagnose } from '../../src/checks/diagnose.ts';
import { examined, examinedFrom } from '../../src/cli/doctor-look.ts';
import { canSave, kept, readFrom, save } from '../../src/cli/observation-file.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import type { Observation } from '../../src/election/observation.ts';
import { observationShape } from '../../src/election/observation-shape.ts';
import { redacted } from '../../src/election/redact.ts';
import { ShapeFault } from '../../src/election/shape.ts';
import { makeContainer, makeObservation, makePod } from '../support/build.ts';
import { fixtures, folders } from '../support/fixture.ts';
import { show } from '../support/screen.ts';

const SURFACE = { width: 80, colour: false, unicode: true };
const FORMATS = ['table', 'wide', 'json', 'yaml', 'name', 'short', 'junit', 'markdown'] as const;
const ALL = folders().flatMap(fixtures);
const folder = mkdtempSync(join(tmpdir(), 'b7le-file-'));
const file = join(folder, 'observation.json');
after(() => rmSync(folder, { recursive: true }));

const choice = { skip: [] };
const told = (observation: Observation) =>
  diagnose(observation).findings.map(({ id, severity }) => `${id} ${severity}`);

describe('an Observation in a file', () => {
  it('gives the same report to the byte, in every format', async () => {
    for (const { folder: where, name, observation } of ALL) {
      const saved = kept(observation);
      await save(saved, file);
      const [before, again] = [examined(saved, choice, 'warning'), await examinedFrom(file, choice, 'warning')];
      for (const format of FORMATS) {
        const look = { format, surface: SURFACE };
        assert.equal(await show(again, look), await show(before, look), `${where}/${name} as ${format}`);
      }
    }
  });

  it('loses nothing that a check rests on', () => {
    for (const { folder: where, name, observation } of ALL) {
      assert.deepEqual(told(kept(observation)), told(observation), `${where}/${name}`);
    }
  });

  it('is the Observation itself, key by key, where there is nothing to mask', () => {
    for (const { folder: where, name, observation } of ALL) {
      const plain = JSON.parse(JSON.stringify(observation));
      if (plain.access) continue;
      assert.deepEqual(JSON.parse(JSON.stringify(observationShape(plain, ''))), plain, `${where}/${name}`);
    }
  });

  it('is redacted once and for all', () => {
    for (const { observation } of ALL) assert.deepEqual(redacted(redacted(observation)), redacted(observation));
  });

  it('is for its owner alone, whatever was there before', async () => {
    writeFileSync(file, 'old');
    chmodSync(file, 0o666);
    await save(kept(makeObservation()), file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('goes through no link', async () => {
    const [target, link] = [join(folder, 'precious'), join(folder, 'link.json')];
    writeFileSync(target, 'precious');
    symlinkSync(target, link);
    await save(kept(makeObservation()), link);
    assert.equal(readFileSync(target, 'utf8'), 'precious');
    assert.equal((await readFrom(link)).apiVersion, 'b7le.observation/v1');
  });

  it('that cannot be written is wrong usage, and is told before anything is read', async () => {
    for (const wrong of [join(folder, 'absent', 'x.json'), folder, '/dev/null', join(file, 'x')]) {
      await assert.rejects(canSave(wrong), (error) => error instanceof UsageError && /^--save /.test(error.sentence));
    }
  });
});

describe('what is redacted', () => {
  const said = (message: string) => {
    const pods = [makePod({ containers: [makeContainer({ waitingMessage: message })] })];
    return kept(makeObservation({ pods })).pods[0]?.containers[0]?.waitingMessage;
  };
  for (const [text, so] of [
    ['dial tcp 10.96.0.1:443: connect: connection refused', 'dial tcp 198.18.0.2:443: connect: connection refused'],
    ['from 10.0.0.1 to 10.0.0.1', 'from 198.18.0.1 to 198.18.0.1'],
    ['dial tcp [fd00:10:96::1]:443: i/o timeout', 'dial tcp [2001:db8::2]:443: i/o timeout'],
    ['listen 127.0.0.1:8080 and [::1]:8080', 'listen 127.0.0.1:8080 and [::1]:8080'],
    ['Get "https://api.prod.example.com:6443/x?timeout=5s"', 'Get "https://host-1.invalid:6443/x?timeout=5s"'],
    ['Get "https://kubernetes.default.svc/x"', 'Get "https://kubernetes.default.svc/x"'],
    ['on node ip-10-0-3-7.ec2.internal', 'on node ip-198-18-0-2.ec2.internal'],
    ['v1.27.3 at 12:00:00, 2026-11-23T12:00:00.123456Z', 'v1.27.3 at 12:00:00, 2026-11-23T12:00:00.123456Z'],
    ['Authorization: Bearer abcdef.ghijkl', 'Authorization: [masked]'],
    ['token eyJhbGciOiJSUzI1NiIs.eyJzdWIiOiJ4In0.c2ln and on', 'token [masked] and on'],
    ['https://admin:hunter2@proxy.svc/', 'https://[masked]@proxy.svc/'],
    ['DB_PASSWORD=hunter2 --api-key=k3y, done', 'DB_PASSWORD=[masked] --api-key=[masked], done'],
    ['secret "webhook-cert" not found', 'secret "webhook-cert" not found'],
    ['AKIAIOSFODNN7EXAMPLE', '[masked]'],
  ] as const) {
    it(text, () => assert.equal(said(text), so));
  }

  it('is the same address wherever it stands, the server among them', () => {
    const { cluster } = makeObservation();
    const server = { ...cluster, server: 'https://api.internal.example.com:6443' };
    const pods = [makePod({ nodeName: 'api.internal.example.com' })];
    const saved = kept(makeObservation({ cluster: server, pods }));
    assert.equal(saved.cluster.server, 'https://host-1.invalid:6443');
    assert.equal(saved.pods[0]?.nodeName, 'host-1.invalid');
  });

  it('is the value of an environment variable, and of no flag', () => {
    const { arguments: set } = makePod();
    const by = (source: 'env' | 'flag', written: string) => ({ ms: 15_000, source, written });
    const given = {
      ...set,
      enabledBy: 'ENABLE_LEADER_ELECTION=yes-please',
      leaseDuration: by('env', 'LEASE_DURATION_SECONDS=15'),
      retryPeriod: by('flag', '--leader-elect-retry-period=2s'),
    };
    const [pod] = kept(makeObservation({ pods: [makePod({ arguments: given })] })).pods;
    assert.equal(pod?.arguments.enabledBy, 'ENABLE_LEADER_ELECTION=[masked]');
    assert.equal(pod?.arguments.leaseDuration?.written, 'LEASE_DURATION_SECONDS=[masked]');
    assert.equal(pod?.arguments.leaseDuration?.ms, 15_000);
    assert.equal(pod?.arguments.retryPeriod?.written, '--leader-elect-retry-period=2s');
  });

  it('is all that hangs on a Role beside its rules', () => {
    const { observation } = ALL.find(({ observation: one }) => one.access?.roles.rules.roles.length) ?? assert.fail();
    const access = structuredClone(observation.access) as NonNullable<Observation['access']>;
    for (const role of access.roles.rules.roles) {
      Object.assign((role as { metadata: object }).metadata, { annotations: { applied: 'hunter2' } });
    }
    assert.doesNotMatch(JSON.stringify(kept({ ...observation, access })), /hunter2/);
  });
});

describe('a file that is no Observation', () => {
  const observation = JSON.stringify(kept(makeObservation()));
  const read = (text: string) => {
    writeFileSync(file, text);
    return examinedFrom(file, choice, 'warning');
  };
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  for (const [name, text, sentence] of [
    ['empty', '', /is no JSON$/],
    ['no JSON', 'apiVersion: v1', /is no JSON$/],
    ['a kubeconfig', '{"apiVersion":"v1","kind":"Config"}', /is no observation of b7le: apiVersion is not/],
    ['a list', '[]', /the whole is not an object$/],
    ['null', 'null', /the whole is not an object$/],
    ['of another version', '{"apiVersion":"b7le.observation/v2"}', /is a b7le.observation\/v2, and this b7le knows/],
    ['cut off', observation.slice(0, 300), /is no JSON$/],
    ['without pods', observation.replace('"pods":', '"pots":'), /pods is not a list$/],
    [
      'with a time that is none',
      observation.replace(/"takenAt":"[^"]*"/, '"takenAt":"noon"'),
      /takenAt is not a time$/,
    ],
    ['with no number', observation.replace(/"restarts":\d+/, '"restarts":1e999'), /restarts is not a number$/],
    ['nested without end', observation.replace('"locks":[]', `"locks":[${deep}]`), /locks\[0\] is not an object$/],
    ['hostile', '{"apiVersion":"b7le.observation/\\u001b[2J"}', /observation\/\\x1b\[2J, and/],
  ] as const) {
    it(`${name}: one sentence`, async () => {
      await assert.rejects(read(text), (error) => {
        assert.ok(error instanceof ClusterError, String(error));
        assert.match(error.message, sentence);
        assert.doesNotMatch(error.message, /\n|\u001b/);
        return true;
      });
    });
  }

  it('that is not there, or is a folder', async () => {
    await assert.rejects(readFrom(join(folder, 'absent')), /cannot be read: there is no such file/);
    await assert.rejects(readFrom(folder), /cannot be read: it is a folder/);
  });

  it('cannot pollute what all objects have', async () => {
    const evil = observation.replace(/"labels":\{/, '"labels":{"__proto__":"x",');
    assert.notEqual(evil, observation);
    await read(evil.replace('{', '{"__proto__":{"polluted":true},'));
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('is refused in a sentence or judged, wherever something in it is changed', async () => {
    const paths: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      paths.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    const sample = ALL.filter((_, at) => at % 12 === 0).map((one) => JSON.parse(JSON.stringify(kept(one.observation))));
    const junk = fc.constantFrom<unknown>(
      null,
      0,
      -1,
      1e308,
      '',
      'x',
      '\u001b[2J',
      '9999-99-99T99:99:99Z',
      true,
      [],
      {},
      [null],
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(sample.length - 1), fc.nat(), junk, async (which, where, value) => {
        const data = structuredClone(sample[which]);
        paths.length = 0;
        walk(data, []);
        const path = paths[where % paths.length] ?? [];
        const parent = path.slice(0, -1).reduce((at, key) => at[key], data);
        if (path.length > 0) parent[path.at(-1) as string] = value;
        try {
          const report = await read(JSON.stringify(data));
          for (const format of FORMATS) await show(report, { format, surface: SURFACE });
        } catch (error) {
          assert.ok(
            error instanceof ClusterError || error instanceof ShapeFault,
            `${path.join('.')}: ${String(error)}`,
          );
        }
      }),
      { numRuns: 400 },
    );
  });
});
