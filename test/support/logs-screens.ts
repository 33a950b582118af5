// Screens of `b7le logs`: failovers as logs, Leases and pods tell of them, in every look that a person has.

import { diagnose } from '../../src/checks/diagnose.ts';
import { STORY_CHECKS } from '../../src/checks/log-checks.ts';
import type { Observation, Pod } from '../../src/election/observation.ts';
import { storyOfElections } from '../../src/election/told.ts';
import type { ContainerLog } from '../../src/logs/log-event.ts';
import { type LogsReport, logsReportOf } from '../../src/report/logs-report.ts';
import { logsView } from '../../src/report/logs-view.ts';
import { paint } from '../../src/report/paint.ts';
import { svg } from '../../src/report/render/svg.ts';
import {
  agoByServer,
  makeContainer,
  makeLease,
  makeObservation,
  makeSighting,
  makeTermination,
  makeWorkload,
  NAMESPACE,
  replicaOf,
  SECOND,
} from './build.ts';
import { fixture } from './fixture.ts';
import { logOf, says } from './told.ts';

export interface LogsSituation {
  readonly name: string;
  readonly report: LogsReport;
  readonly observation: Observation;
}

function reported(
  name: string,
  observation: Observation,
  since = '2026-11-23T11:50:00Z',
  gone: readonly string[] = [],
): LogsSituation {
  const diagnosis = diagnose(observation, { only: STORY_CHECKS });
  const story = storyOfElections(diagnosis.elections, observation, since);
  const logs = observation.logs ?? [];
  const reading = { since, pods: new Set(logs.map(({ pod }) => pod)).size, containers: logs.length, gone, file: null };
  return { name, observation, report: logsReportOf(observation, diagnosis, { story, reading, failOn: 'warning' }) };
}

const workload = makeWorkload({ replicas: 3, readyReplicas: 3 });
const [zcbmh, ccl, zpj] = ['zcbmh', '9ccl2', 'zpj57'].map((suffix) => replicaOf(workload, suffix)) as [Pod, Pod, Pod];
const workers = (time: string) =>
  `2026-11-23T${time}000Z {"level":"info","ts":"2026-11-23T${time.slice(0, 8)}Z","msg":"Starting workers"}`;

/** The sketch of screens: killed four minutes after it took the Lease, and 17s later followed by another one. */
function crash(): LogsSituation {
  const died = makeTermination({ exitCode: 137, finishedAt: agoByServer(46 * SECOND) });
  const restarted = makeContainer({ restarts: 1, runningSince: agoByServer(44 * SECOND), lastEnded: died });
  const holder = `${ccl.name}_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d`;
  const lease = makeLease({ holderIdentity: holder, acquireTime: '2026-11-23T11:59:31.204000Z', leaseTransitions: 1 });
  const old = [says.attempting('11:55:02.114'), says.acquired('11:55:04.301'), workers('11:55:05.000')];
  const next = [says.attempting('11:55:03.020'), says.acquired('11:59:31.224'), workers('11:59:32.000')];
  const logs = [
    logOf(zcbmh.name, old, { previous: true }),
    logOf(zcbmh.name, [says.attempting('11:59:17.000')]),
    logOf(ccl.name, next),
    logOf(zpj.name, [says.attempting('11:55:03.500')]),
  ];
  const pods = [{ ...zcbmh, containers: [restarted] }, ccl, zpj];
  return reported(
    'logs-crash',
    makeObservation({ workloads: [workload], leases: [makeSighting({ lease })], pods, logs }),
  );
}

/** Text that would be obeyed, or be markup, if it were not shown. */
function hostile(): LogsSituation {
  const pod = `x\u001b[31m<script>&"'\u202e`;
  const lease = `${NAMESPACE}/a\u0007<b>`;
  const lines = [says.attempting('11:58:00.000'), says.acquired('11:58:01.000'), says.gaveUp('11:59:00.000')];
  const log = logOf(pod, lines);
  const evil: ContainerLog = {
    ...log,
    entries: log.entries.map((entry) => ({ ...entry, lease, message: `\u001b]0;title\u0007 ${entry.message}` })),
  };
  return reported('logs-hostile', makeObservation({ leases: [], workloads: [], pods: [], logs: [evil] }));
}

/** More pods than a picture has rows. */
function many(): LogsSituation {
  const set = makeWorkload({ kind: 'StatefulSet', name: 'web', replicas: 20, readyReplicas: 20 });
  const pods = Array.from({ length: 20 }, (_, at) => replicaOf(set, String(at)));
  const identity = `${pods[13]?.name}_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d`;
  const lease = makeLease({ holderIdentity: identity, acquireTime: '2026-11-23T11:56:00.000000Z' });
  const logs = pods.map(({ name }, at) => {
    const tries = says.attempting(`11:55:${String(10 + at)}.000`);
    return logOf(name, at === 13 ? [tries, says.acquired('11:56:00.000'), workers('11:56:01.000')] : [tries]);
  });
  return reported('logs-many', makeObservation({ workloads: [set], leases: [makeSighting({ lease })], pods, logs }));
}

/** Two elections of one manager. */
function twoElections(): LogsSituation {
  const other = `${NAMESPACE}/claims`;
  const log = logOf(zcbmh.name, [
    says.attempting('11:55:02.114'),
    says.attempting('11:55:02.200', other),
    says.acquired('11:55:04.301'),
    workers('11:55:05.000'),
    says.acquired('11:56:04.301', other),
    says.refused('11:58:00.000', other),
  ]);
  const lease = makeLease({ acquireTime: '2026-11-23T11:55:04.290000Z' });
  const claims = makeLease({
    name: 'claims',
    uid: 'aaaaaaaa-0000-4000-8000-000000000002',
    acquireTime: '2026-11-23T11:56:04.290000Z',
  });
  const one = makeWorkload({ replicas: 1, readyReplicas: 1 });
  const leases = [makeSighting({ lease }), makeSighting({ lease: claims })];
  const gone = [`${ccl.name}: the pod is gone, and its logs with it`];
  return reported(
    'logs-two-elections',
    makeObservation({ workloads: [one], leases, pods: [zcbmh], logs: [log] }),
    undefined,
    gone,
  );
}

const from = (folder: string, name: string, as: string) => reported(as, fixture(folder, name).observation);

export const LOGS_SITUATIONS: readonly LogsSituation[] = [
  crash(),
  from('multiple-leaders', 'log-intervals-overlap', 'logs-frozen'),
  from('api-unreachable', 'policy-lets-out-443-only', 'logs-cut-off'),
  from('release-failed', 'conflict-in-its-log', 'logs-unreleased'),
  hostile(),
  many(),
  twoElections(),
];

export interface LogsLook {
  readonly name: string;
  readonly text: (report: LogsReport) => string;
}

function look(
  name: string,
  width: number,
  more: { unicode?: boolean; wide?: boolean; timeline?: boolean } = {},
): LogsLook {
  const { unicode = true, wide = false, timeline = true } = more;
  return {
    name,
    text: (report) =>
      paint(logsView(report, { wide, timeline, width, offsetMs: 0 }), { width, colour: false, unicode }),
  };
}

export const LOGS_LOOKS: readonly LogsLook[] = [
  look('table', 80),
  look('table-40', 40),
  look('table-ascii', 80, { unicode: false }),
  look('table-160', 160),
  look('list', 80, { timeline: false }),
  look('wide', 80, { wide: true }),
  { name: 'svg', text: (report) => svg(report, 0) },
];
