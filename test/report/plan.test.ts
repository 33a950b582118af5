// `timing`: its figures are the reference's, its screens hold what every screen must, its verdicts are the contract's.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CORE_SCHEMA, load } from 'js-yaml';
import { OBEYED, show } from '../support/screen.ts';
import { alone, ofElection, PLAIN_LOOKS, TIMINGS, triple } from '../support/timings.ts';

const linesOf = (text: string) => text.split('\n').slice(0, -1);

// Reference 1.6 a and c, 1.7; margins also in 7. By hand, in seconds; requests a minute: 60/RP, and 60/(1.6 RP) of a standby
const TABLE = [
  { of: [15, 10, 2], margin: 3, hanging: -2, crash: [13, 23.8], release: 4.4, outage: 8, total: 48.8 },
  { of: [10, 6, 1], margin: 3, hanging: 0, crash: [9, 14.4], release: 2.2, outage: 5, total: 97.5 },
  { of: [30, 20, 5], margin: 5, hanging: -5, crash: [25, 52], release: 11, outage: 15, total: 19.5 },
  { of: [35, 30, 5], margin: 0, hanging: -15, crash: [30, 57], release: 11, outage: 25, total: 19.5 },
  { of: [60, 40, 15], margin: 5, hanging: -15, crash: [45, 126], release: 33, outage: 30, total: 6.5 },
] as const;

for (const { of, margin, hanging, crash, release, outage, total } of TABLE) {
  it(`the figures of ${of.join('/')}`, () => {
    const { timing } = alone(triple(of[0], of[1], of[2], { 'release-on-cancel': true }));
    const ms = (seconds: number) => Math.round(seconds * 1000);
    assert.ok(timing);
    assert.deepEqual([timing.marginMs, timing.hangingMarginMs], [ms(margin), ms(hanging)]);
    assert.deepEqual(timing.crashFailoverMs, crash.map(ms));
    assert.deepEqual(timing.gracefulFailoverMs, [0, ms(release)]);
    assert.equal(timing.apiOutageToleranceMs, ms(outage));
    assert.equal(timing.requestsPerMinute?.total, total);
  });
}

it('the simulated crash of 15/10/2 is that of the reference', () => {
  const { simulation } = alone(triple(15, 10, 2));
  const { medianMs = 0, p95Ms = 0, minMs = 0, maxMs = 0, bins = [], runs = 0 } = simulation?.crash ?? {};
  // 200 runs: the standard error of the median is 0.15 s
  assert.ok(Math.abs(medianMs - 17_300) < 600, String(medianMs));
  assert.ok(Math.abs(p95Ms - 20_000) < 900, String(p95Ms));
  assert.ok(minMs >= 13_000 && maxMs <= 23_800);
  assert.equal(
    bins.reduce((sum, bin) => sum + bin.runs, 0),
    runs,
  );
  assert.ok(bins.length >= 4 && bins.length <= 10);
  for (const [at, { fromMs }] of bins.entries()) if (at > 0) assert.equal(fromMs, bins[at - 1]?.toMs);
});

describe('the verdict', () => {
  const CASES = [
    { of: triple(15, 10, 2), verdict: 'healthy', exitCode: 0, ids: [] },
    { of: triple(15, 11, 2.5), verdict: 'healthy', exitCode: 0, ids: ['timing-margin'] },
    { of: triple(15, 14, 2), verdict: 'warning', exitCode: 1, ids: ['timing-margin'] },
    { of: triple(10, 10, 2), verdict: 'critical', exitCode: 2, ids: ['timing-invalid'] },
    { of: triple(15, 10, 9), verdict: 'critical', exitCode: 2, ids: ['timing-invalid'] },
    { of: triple(0.9, 0.5, 0.1), verdict: 'critical', exitCode: 2, ids: ['timing-invalid'] },
  ] as const;
  for (const { of, verdict, exitCode, ids } of CASES) {
    it(`${JSON.stringify(Object.values(of))}: ${verdict}`, () => {
      const report = alone(of);
      assert.deepEqual([report.verdict, report.exitCode], [verdict, exitCode]);
      assert.deepEqual(
        report.findings.map(({ id }) => id),
        ids,
      );
    });
  }

  it("says client-go's words, and simulates nothing that would not start", () => {
    const { timing, simulation, findings } = alone(triple(10, 15, 2));
    assert.equal(timing?.refusal, 'leaseDuration must be greater than renewDeadline');
    assert.match(findings[0]?.summary ?? '', /leaseDuration must be greater than renewDeadline$/);
    assert.deepEqual([timing?.crashFailoverMs, timing?.marginMs, simulation], [null, null, null]);
  });

  it('leaves out a check that is skipped', () => {
    assert.deepEqual(alone({ ...triple(15, 14, 2), skip: ['timing-margin'] } as never).findings, []);
  });
});

it('flags say instead of an election what they say, and the rest stays', () => {
  const { timing, elections } = ofElection('crash', { 'lease-duration': 30_000 });
  assert.equal(elections.length, 1);
  assert.deepEqual([timing?.leaseDurationMs, timing?.source.leaseDurationMs], [30_000, 'given']);
  assert.notEqual(timing?.source.retryPeriodMs, 'given');
});

it('of an election, short tells of its timings alone, and asks for what is stored nowhere', async () => {
  const short = PLAIN_LOOKS.find((look) => look.name === 'short') ?? assert.fail();
  // nobody leads there, which is not what was asked
  assert.match(await show(ofElection('crash'), short), /^✔ healthy {3}15s,10s,2s · \S+ · context \S+\n$/);
  const report = ofElection('crash', triple(15, 14, 2));
  assert.match(
    await show(report, short),
    /^▲ beskar7-system\/\S+ 15s,14s,2s timing-margin: two may lead for 1s[^\n]*\n$/,
  );
});

it('one replica counts from the start of the new process', () => {
  const { timing, simulation } = alone(triple(15, 10, 2, { replicas: 1 }));
  assert.deepEqual(timing?.crashFailoverMs, [15_000, 19_400]);
  assert.ok(Math.abs((simulation?.crash?.medianMs ?? 0) - 16_600) < 500);
});

it('a lease of a day with a period of a millisecond is answered without a simulation', () => {
  const report = alone({ 'lease-duration': 86_400_000, 'renew-deadline': 3_600_000, 'retry-period': 1 });
  assert.equal(report.simulation?.crash, null);
});

for (const { name, report } of TIMINGS) {
  describe(name, () => {
    for (const look of PLAIN_LOOKS) {
      it(`${look.name}: fits, ends well, and holds nothing that a terminal would obey`, async () => {
        const text = await show(report, look);
        assert.match(text, /[^\n]\n$/);
        for (const line of linesOf(text)) assert.equal(OBEYED.exec(line)?.[0], undefined);
        if (look.format !== 'table' && look.format !== 'wide') return;
        assert.doesNotMatch(text, / \n|\n\n\n/);
        assert.deepEqual(
          linesOf(text).filter((line) => [...line].length > look.surface.width),
          [],
        );
        assert.ok(linesOf(text)[0]?.includes(` ${report.verdict} `));
      });
    }

    it('is ASCII where it must be, bars included', async () => {
      const ascii = PLAIN_LOOKS.find((look) => look.name === 'table-ascii');
      const text = await show(report, ascii ?? assert.fail());
      assert.match(text, /^[\n\x20-\x7e]*$/);
      assert.doesNotMatch(text, /\\u/);
      assert.equal(text.includes('###'), report.simulation !== null);
    });

    it('json is the report, and yaml the same as data', async () => {
      const [json, yaml] = ['json', 'yaml'].map(
        (format) => PLAIN_LOOKS.find((look) => look.name === format) ?? assert.fail(),
      );
      const data: unknown = JSON.parse(await show(report, json ?? assert.fail()));
      assert.deepEqual(data, JSON.parse(JSON.stringify(report)));
      assert.deepEqual(load(await show(report, yaml ?? assert.fail()), { schema: CORE_SCHEMA }), data);
    });
  });
}
