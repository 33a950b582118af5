// kubectl's `-o name`: what was looked at, one a line, to feed into another command.

import type { Report } from '../report.ts';
import { isTiming, titleOfTiming } from '../timing-report.ts';
import { visible } from '../visible.ts';
import type { Renderer } from './renderer.ts';

export const name: Renderer = (report) =>
  isTiming(report) && report.elections.length === 0 ? `${titleOfTiming(report)}\n` : namesOf(report);

const namesOf = ({ elections }: Report) =>
  elections
    .map(({ lease, workload }) =>
      lease.uid === null && workload
        ? `${workload.kind.toLowerCase()}.apps/${visible(workload.name)}\n`
        : `lease.coordination.k8s.io/${visible(lease.name ?? '')}\n`,
    )
    .join('');
