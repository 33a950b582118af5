// One story from many sources: who led when, for how long nobody did and from which end that is counted, when two did.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  DEFAULTS,
  LEASE,
  logOf,
  NAME,
  NAMESPACE,
  overlapsIn,
  podOf,
  says,
  stamp,
  tell,
  vacanciesIn,
} from '../support/told.ts';

const A = 'manager-a';
const B = 'manager-b';
const led = [says.attempting('09:00:01.000'), says.acquired('10:00:00.000')];
const waits = [says.attempting('09:00:02.000')];
const restartedAt = (time: string, exitCode: number) => ({
  restarts: 1,
  runningSince: stamp(time),
  lastEnded: { exitCode, reason: 'Error', finishedAt: stamp(time) },
});

describe('the time without a leader', () => {
  const taken = logOf(B, [...waits, says.acquired('11:00:17.500')]);

  it('is counted from the end of a container that was killed, in the middle of the second that the kubelet tells', () => {
    const logs = [logOf(A, led, { previous: true }), logOf(A, [says.attempting('11:00:02.000')]), taken];
    const pods = [podOf(A, restartedAt('11:00:00', 137)), podOf(B)];
    assert.deepEqual(vacanciesIn(tell({ logs, pods })), [`${A} to ${B}: 17000 ms since container-end`]);
  });

  it('is counted from before the first line of its next process, where that stands early in that second', () => {
    const logs = [logOf(A, led, { previous: true }), logOf(A, [says.attempting('11:00:00.450')]), taken];
    const pods = [podOf(A, restartedAt('11:00:00', 137)), podOf(B)];
    const told = tell({ logs, pods });
    assert.deepEqual(vacanciesIn(told), [`${A} to ${B}: 17051 ms since container-end`]);
    const own = told.lines.filter(({ entry }) => entry.pod === A).map(({ entry }) => entry.event ?? entry.message);
    assert.deepEqual(own, ['attempting', 'acquired', 'killed, exit 137', 'attempting']);
    assert.deepEqual(
      told.pods.find(({ pod }) => pod === A)?.marks.map((mark) => new Date(mark.at).toISOString().slice(11, 23)),
      ['11:00:00.449'],
    );
  });

  it('is counted from its last line, where that stands within that second', () => {
    const died = logOf(A, [...led, says.gaveUp('11:00:00.100'), says.lost('11:00:00.200')], { previous: true });
    const pods = [podOf(A, restartedAt('11:00:00', 1)), podOf(B)];
    assert.deepEqual(vacanciesIn(tell({ logs: [died, taken], pods })), [`${A} to ${B}: 17300 ms since container-end`]);
  });

  it('is counted from the release of a planned stop, where release is on', () => {
    const stopped = logOf(A, [...led, says.stopping('11:00:16.200')], { previous: true });
    const pods = [podOf(A, restartedAt('11:00:16', 0)), podOf(B)];
    const told = tell({ logs: [stopped, taken], pods, timingOf: () => ({ ...DEFAULTS, release: true }) });
    assert.deepEqual(vacanciesIn(told), [`${A} to ${B}: 1300 ms since release`]);
  });

  it('is that of a release where nothing tells whether that is on, and the successor came too soon for anything else', () => {
    const stopped = logOf(A, [...led, says.stopping('11:00:16.200')], { previous: true });
    const pods = [podOf(A, restartedAt('11:00:16', 0)), podOf(B)];
    const told = tell({ logs: [stopped, taken], pods, timingOf: () => ({ ...DEFAULTS, release: null }) });
    assert.deepEqual(vacanciesIn(told), [`${A} to ${B}: 1300 ms since release`]);
  });

  it('is counted from the end of its container where it did not release', () => {
    const stopped = logOf(A, [...led, says.stopping('11:00:00.200')], { previous: true });
    const pods = [podOf(A, restartedAt('11:00:00', 0)), podOf(B)];
    assert.deepEqual(vacanciesIn(tell({ logs: [stopped, taken], pods })), [
      `${A} to ${B}: 17300 ms since container-end`,
    ]);
  });

  it('is counted from the last renewal of a leader that was cut off and lives: RP + RD before it gave up (reference 1.6 d)', () => {
    const cut = logOf(A, [...led, says.gaveUp('11:00:12.000')]);
    const pods = [podOf(A), podOf(B)];
    assert.deepEqual(vacanciesIn(tell({ logs: [cut, taken], pods })), [`${A} to ${B}: 17500 ms since last-renewal`]);
  });

  it('is not known of a leader that was frozen: it gave up late, and its successor came sooner than a lease after that', () => {
    const frozen = logOf(A, [...led, says.gaveUp('11:00:21.000')]);
    const pods = [podOf(A), podOf(B)];
    const told = tell({ logs: [frozen, taken], pods });
    assert.deepEqual(vacanciesIn(told), [`${A} to ${B}: unknown`]);
    // B waited for two hours: LD to LD + 4.4 RP after the last renewal (reference 1.6 c)
    assert.deepEqual(told.elections[0]?.vacancies[0]?.range, [15_000, 23_800]);
  });

  it('of a frozen leader has no upper bound where its successor had just begun to wait: that waits a lease of its own', () => {
    const frozen = logOf(A, [...led, says.gaveUp('11:00:21.000')]);
    const late = logOf(B, [says.attempting('11:00:02.000'), says.acquired('11:00:17.500')]);
    const told = tell({ logs: [frozen, late], pods: [podOf(A), podOf(B)] });
    assert.deepEqual(told.elections[0]?.vacancies[0]?.range, [15_000, null]);
  });

  it('of a frozen leader is known where its Lease was read before it was taken', () => {
    const frozen = logOf(A, [...led, says.gaveUp('11:00:21.000')]);
    const lease = { namespace: NAMESPACE, name: NAME, leaseDurationSeconds: 15 };
    const leases = [
      {
        ...lease,
        holderIdentity: `${A}_1`,
        acquireTime: stamp('10:00:00.000000'),
        renewTime: stamp('11:00:01.250000'),
      },
      {
        ...lease,
        holderIdentity: `${B}_2`,
        acquireTime: stamp('11:00:17.480000'),
        renewTime: stamp('11:59:59.000000'),
      },
    ];
    const told = tell({ logs: [frozen, taken], pods: [podOf(A), podOf(B)], leases });
    assert.deepEqual(vacanciesIn(told), [`${A} to ${B}: 16250 ms since last-renewal`]);
  });

  it('of a frozen leader is not counted from a renewal that others may have followed, as logs -f read it an hour before', () => {
    const frozen = logOf(A, led);
    const lease = { namespace: NAMESPACE, name: NAME, leaseDurationSeconds: 15, holderIdentity: `${A}_1` };
    const readBy = (readAt: string) => {
      const times = { acquireTime: stamp('10:00:00.000000'), renewTime: stamp('10:01:00.000000') };
      return tell({ logs: [frozen, taken], pods: [podOf(A), podOf(B)], leases: [{ ...lease, ...times, readAt }] });
    };
    const begun = readBy(stamp('10:01:01'));
    assert.deepEqual(vacanciesIn(begun), [`${A} to ${B}: unknown`]);
    assert.deepEqual(begun.elections[0]?.vacancies[0]?.range, [15_000, 23_800]);
    // read as it was taken, it is the last one
    assert.match(vacanciesIn(readBy(stamp('11:00:17.400000')))[0] ?? '', /3\d{6} ms since last-renewal$/);
  });

  it('lasts while nobody has taken the Lease, counted to the present', () => {
    const died = logOf(A, [...led, says.gaveUp('11:59:00.000'), says.lost('11:59:00.010')], { previous: true });
    const pods = [podOf(A, restartedAt('11:59:00', 1)), podOf(B)];
    const told = tell({ logs: [died, logOf(B, waits)], pods });
    assert.deepEqual(vacanciesIn(told), [`${A} to nobody: at most 59990 ms since container-end`]);
    const lease = { namespace: NAMESPACE, name: NAME, holderIdentity: `${A}_1`, leaseDurationSeconds: 15 };
    const leases = [{ ...lease, acquireTime: stamp('10:00:00.000000'), renewTime: stamp('11:58:48.000000') }];
    const read = tell({ logs: [died, logOf(B, waits)], pods, leases });
    assert.deepEqual(vacanciesIn(read), [`${A} to nobody: 59990 ms since container-end`]);
  });

  it('is exact where the Lease still shows its release', () => {
    const stopped = logOf(A, [...led, says.stopping('11:59:50.200')]);
    const time = stamp('11:59:50.400000');
    const released = {
      namespace: NAMESPACE,
      name: NAME,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: time,
      renewTime: time,
    };
    const told = tell({ logs: [stopped], pods: [podOf(A)], leases: [released] });
    assert.deepEqual(vacanciesIn(told), [`${A} to nobody: 9600 ms since release`]);
    assert.deepEqual(
      told.lines.map(({ entry }) => `${entry.source} ${entry.event}`),
      ['log attempting', 'log acquired', 'lease released'],
    );
  });

  it('is told of a pod that is gone by the Events of its leadership', () => {
    const event = { namespace: NAMESPACE, lease: NAME, identity: `${A}_1` };
    const events = [
      { ...event, what: 'became-leader', at: stamp('10:00:00') },
      { ...event, what: 'stopped-leading', at: stamp('11:00:16') },
    ] as const;
    const told = tell({ logs: [taken], pods: [podOf(B)], events });
    // an Event is cut to a second, so that its middle is meant
    assert.deepEqual(vacanciesIn(told), [`${A} to ${B}: 1000 ms since stopped-leading`]);
    const releases = tell({
      logs: [taken],
      pods: [podOf(B)],
      events,
      timingOf: () => ({ ...DEFAULTS, release: true }),
    });
    assert.deepEqual(vacanciesIn(releases), [`${A} to ${B}: 1000 ms since release`]);
  });

  it('is told of a leader whose log is gone by the end of its container', () => {
    const event = { namespace: NAMESPACE, lease: NAME, identity: `${A}_1` };
    const events = [{ ...event, what: 'became-leader', at: stamp('10:00:00') }] as const;
    const pods = [podOf(A, restartedAt('11:00:02', 137)), podOf(B)];
    assert.deepEqual(vacanciesIn(tell({ logs: [taken], pods, events })), [
      `${A} to ${B}: 15000 ms since container-end`,
    ]);
  });

  it('is at most so long where somebody may have led in between and left no trace', () => {
    const died = logOf(A, [...led, says.gaveUp('10:30:00.000')], { previous: true });
    const pods = [podOf(A, restartedAt('10:30:00', 1)), podOf(B)];
    assert.deepEqual(vacanciesIn(tell({ logs: [died, taken], pods })), [
      `${A} to ${B}: at most 1817500 ms since container-end`,
    ]);
  });

  it('is none between two leaders of two elections in one log', () => {
    const other = `${NAMESPACE}/other`;
    const log = logOf(A, [
      says.attempting('09:00:01.000'),
      says.attempting('09:00:01.100', other),
      says.acquired('10:00:00.000'),
      says.acquired('10:00:05.000', other),
    ]);
    const told = tell({ logs: [log], pods: [podOf(A)] });
    assert.deepEqual(
      told.elections.map(({ lease, claims }) => `${lease} ${claims.length}`),
      [`${LEASE} 1`, `${other} 1`],
    );
    assert.deepEqual([...vacanciesIn(told), ...overlapsIn(told)], []);
  });
});

describe('two leaders at once', () => {
  it('are a leader that gave up seconds after its successor took over', () => {
    const logs = [logOf(A, [...led, says.gaveUp('11:00:21.000')]), logOf(B, [...waits, says.acquired('11:00:17.500')])];
    assert.deepEqual(overlapsIn(tell({ logs, pods: [podOf(A), podOf(B)] })), [`${A} and ${B}: 3500 ms`]);
  });

  it('are one that runs and never said that it lost, and its successor', () => {
    const logs = [logOf(A, led), logOf(B, [...waits, says.acquired('11:59:17.500')])];
    assert.deepEqual(overlapsIn(tell({ logs, pods: [podOf(A), podOf(B)] })), [`${A} and ${B}: 42500 ms and on`]);
  });

  it('are no leader whose log ends before its successor took over a moment ago: logs are not read at one instant', () => {
    const logs = [logOf(A, led), logOf(B, [...waits, says.acquired('11:59:56.500')])];
    assert.deepEqual(overlapsIn(tell({ logs, pods: [podOf(A), podOf(B)] })), []);
  });

  it('are not seen in saved logs: nobody knows whether the first one still ran', () => {
    const logs = [logOf(A, led), logOf(B, [...waits, says.acquired('11:59:17.500')])];
    assert.deepEqual(overlapsIn(tell({ logs, pods: null })), []);
  });

  it('are no leader that was asked to stop and says that it lost after it handed over', () => {
    const stopped = logOf(A, [...led, says.stopping('11:00:10.000'), says.lost('11:00:20.000')], { previous: true });
    const logs = [stopped, logOf(B, [...waits, says.acquired('11:00:17.500')])];
    assert.deepEqual(overlapsIn(tell({ logs, pods: [podOf(A, restartedAt('11:00:20', 0)), podOf(B)] })), []);
  });

  it('are no two lines within a second: clocks of two nodes differ, and a line is printed after the deed', () => {
    const logs = [logOf(A, [...led, says.gaveUp('11:00:18.400')]), logOf(B, [...waits, says.acquired('11:00:17.500')])];
    assert.deepEqual(overlapsIn(tell({ logs, pods: [podOf(A), podOf(B)] })), []);
  });

  it('are no process before and after its restart', () => {
    const logs = [
      logOf(A, led, { previous: true }),
      logOf(A, [says.attempting('11:00:02.000'), says.acquired('11:00:18.000')]),
    ];
    const told = tell({ logs, pods: [podOf(A, restartedAt('11:00:00', 137))] });
    assert.deepEqual(overlapsIn(told), []);
    assert.deepEqual(vacanciesIn(told), [`${A} to ${A}: 17500 ms since container-end`]);
  });
});

describe('the order of a story', () => {
  const messages = (told: ReturnType<typeof tell>) =>
    told.lines.map(({ entry }) => `${entry.pod} ${entry.event ?? entry.message}`);

  it('is that of the stamps, across pods and sources', () => {
    const logs = [
      logOf(A, [...led, says.gaveUp('11:00:00.100'), says.lost('11:00:00.200')], { previous: true }),
      logOf(A, [says.attempting('11:00:02.000')]),
      logOf(B, [...waits, says.acquired('11:00:17.500')]),
    ];
    const pods = [podOf(A, restartedAt('11:00:00', 1)), podOf(B)];
    const podEvents = [
      { namespace: NAMESPACE, pod: A, reason: 'BackOff', message: 'Back-off restarting', at: stamp('11:00:01') },
    ];
    assert.deepEqual(messages(tell({ logs, pods, podEvents })), [
      `${A} attempting`,
      `${B} attempting`,
      `${A} acquired`,
      `${A} renew-failed`,
      `${A} lost`,
      // cut to the second by the kubelet, and yet after the last line
      `${A} ended, exit 1`,
      `${A} BackOff: Back-off restarting`,
      `${A} attempting`,
      `${B} acquired`,
    ]);
  });

  it('keeps a line without a time after its neighbour', () => {
    const unstamped = logOf(A, led);
    const [first, second] = unstamped.entries;
    assert.ok(first && second);
    const log = { ...unstamped, entries: [first, { ...second, at: null }] };
    assert.deepEqual(messages(tell({ logs: [log, logOf(B, waits)] })), [
      `${A} attempting`,
      `${A} acquired`,
      `${B} attempting`,
    ]);
  });

  it('keeps lines of one log as they were printed, where one of two formats is cut to a second', () => {
    const log = logOf(A, led);
    const [first, second] = log.entries;
    assert.ok(first && second);
    const mixed = {
      ...log,
      entries: [
        { ...first, at: stamp('09:00:01.900') },
        { ...second, at: stamp('09:00:01') },
      ],
    };
    assert.deepEqual(messages(tell({ logs: [mixed] })), [`${A} attempting`, `${A} acquired`]);
  });
});

describe('an entry', () => {
  it('has the keys of the contract, from every source', () => {
    const contract = readFileSync('docs/contract.md', 'utf8');
    const [, keys = ''] = /`kind: "LogEvent"` or `"Finding"`: `\{ ([^}]*) \}`/.exec(contract) ?? [];
    const named = [...keys.replace(/:( \|? ?"\w+")+/, '').matchAll(/"(\w+)"/g)].map(([, key]) => key);
    assert.equal(named.length, 15);
    const time = stamp('11:59:50.400000');
    const told = tell({
      logs: [logOf(A, led)],
      pods: [podOf(A, restartedAt('11:00:00', 1))],
      podEvents: [{ namespace: NAMESPACE, pod: A, reason: 'BackOff', message: 'Back-off', at: time }],
      events: [{ namespace: NAMESPACE, lease: NAME, identity: `${A}_1`, what: 'became-leader', at: stamp('10:00:00') }],
      leases: [
        {
          namespace: NAMESPACE,
          name: NAME,
          holderIdentity: `${A}_1`,
          leaseDurationSeconds: 15,
          acquireTime: time,
          renewTime: time,
        },
      ],
    });
    assert.deepEqual([...new Set(told.lines.map(({ entry }) => entry.source))].sort(), [
      'event',
      'lease',
      'log',
      'pod',
    ]);
    for (const { entry } of told.lines) assert.deepEqual(new Set(Object.keys(entry)), new Set(named));
  });

  it('of an Event or of the Lease is an echo where the log tells the same takeover', () => {
    const events = [
      { namespace: NAMESPACE, lease: NAME, identity: `${A}_1`, what: 'became-leader' as const, at: stamp('10:00:00') },
    ];
    const lease = { namespace: NAMESPACE, name: NAME, holderIdentity: `${A}_1`, leaseDurationSeconds: 15 };
    const leases = [{ ...lease, acquireTime: stamp('09:59:59.990000'), renewTime: stamp('11:59:59.000000') }];
    const told = tell({ logs: [logOf(A, led)], pods: [podOf(A)], events, leases });
    const shown = told.lines.filter(({ echo }) => !echo).map(({ entry }) => `${entry.source} ${entry.event}`);
    assert.deepEqual(shown, ['log attempting', 'log acquired']);
    assert.equal(told.elections[0]?.claims.length, 1);
    assert.equal(told.elections[0]?.claims[0]?.identity, `${A}_1`);
  });

  it('says which Lease is meant where its line names none', () => {
    const told = tell({ logs: [logOf(A, [...led, says.gaveUp('11:00:00.000'), says.lost('11:00:00.100')])] });
    assert.deepEqual([...new Set(told.lines.map(({ entry }) => entry.lease))], [LEASE]);
  });
});

describe('the Event of a leader that stopped', () => {
  it('is not about its next process, which led again a second later', () => {
    const first = logOf(A, [...led, says.stopping('11:00:05.700')], { previous: true });
    const again = logOf(A, [says.attempting('11:00:06.800'), says.acquired('11:00:06.986')]);
    const about = { namespace: NAMESPACE, lease: NAME };
    const events = [
      { ...about, identity: `${A}_1`, what: 'stopped-leading', at: stamp('11:00:05') },
      { ...about, identity: `${A}_2`, what: 'became-leader', at: stamp('11:00:06') },
    ] as const;
    const told = tell({ logs: [first, again], pods: [podOf(A, restartedAt('11:00:05', 1)), podOf(B)], events });
    const claims = told.elections[0]?.claims.map(({ identity, to }) => [identity, to === null]);
    assert.deepEqual(claims?.at(-1), [`${A}_2`, true]);
    assert.equal(claims?.length, 2);
  });
});

describe('the Lease', () => {
  it('tells of a leader that took it before anything that was read', () => {
    const lease = { namespace: NAMESPACE, name: NAME, holderIdentity: `${A}_1`, leaseDurationSeconds: 15 };
    const leases = [{ ...lease, acquireTime: stamp('06:00:00.000000'), renewTime: stamp('11:59:59.000000') }];
    const told = tell({ logs: [], pods: [podOf(A), podOf(B)], leases, since: stamp('11:00:00') });
    const [claim] = told.elections[0]?.claims ?? [];
    assert.deepEqual([claim?.pod, claim?.to, claim?.end], [A, null, null]);
    assert.deepEqual([told.lines.length, vacanciesIn(told).length], [0, 0]);
  });

  it('that ran out tells that its holder leads no more, of whom no log is left, and since when', () => {
    const lease = { namespace: NAMESPACE, name: NAME, holderIdentity: `${A}_1`, leaseDurationSeconds: 15 };
    const times = { acquireTime: stamp('10:00:00.000000'), renewTime: stamp('11:40:00.000000') };
    const leases = [{ ...lease, ...times, expired: true }];
    // its container was started again and again since: the end that its pod still tells of is that of another process
    const pods = [podOf(A, restartedAt('11:58:00', 1)), podOf(B)];
    const told = tell({ logs: [logOf(B, waits)], pods, leases });
    const [claim] = told.elections[0]?.claims ?? [];
    assert.deepEqual([claim?.pod, claim?.to, claim?.end], [A, Date.parse(stamp('11:40:00')), 'lost']);
    assert.deepEqual(vacanciesIn(told), [`${A} to nobody: 1200000 ms since last-renewal`]);
  });

  it('that ran out is no better witness than the end of the container that held it, in the middle of the second that the kubelet tells', () => {
    const lease = { namespace: NAMESPACE, name: NAME, holderIdentity: `${A}_1`, leaseDurationSeconds: 15 };
    const times = { acquireTime: stamp('10:00:00.000000'), renewTime: stamp('11:40:00.000000') };
    const pods = [podOf(A, restartedAt('11:40:01', 137)), podOf(B)];
    const told = tell({ logs: [], pods, leases: [{ ...lease, ...times, expired: true }] });
    assert.deepEqual(vacanciesIn(told), [`${A} to nobody: 1198500 ms since container-end`]);
  });
});
