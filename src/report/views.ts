// Which view belongs to which kind of report.

import { isBreak } from './break-report.ts';
import { breakView, outcomeLine } from './break-view.ts';
import { isDoctor } from './doctor-report.ts';
import { doctorHeadline, doctorView } from './doctor-view.ts';
import { isFailover } from './failover-report.ts';
import { failoverHeadline, failoverView } from './failover-view.ts';
import { planHeadline, planView } from './plan-view.ts';
import { isRbac } from './rbac-report.ts';
import { rbacView } from './rbac-view.ts';
import type { Report } from './report.ts';
import { headline, statusView } from './status-view.ts';
import { isTiming } from './timing-report.ts';
import type { View } from './view.ts';

/** @param wide also what is folded away otherwise */
export function viewOf(report: Report, wide: boolean): View {
  if (isRbac(report)) return rbacView(report, wide);
  if (isBreak(report)) return breakView(report);
  if (isFailover(report)) return failoverView(report, wide);
  if (isDoctor(report)) return doctorView(report, wide);
  return isTiming(report) ? planView(report, wide) : statusView(report, wide);
}

/** The verdict and what it is about, in a line. */
export function headlineOf(report: Report): View[number] {
  if (isBreak(report)) return outcomeLine(report);
  if (isFailover(report)) return failoverHeadline(report);
  if (isDoctor(report)) return doctorHeadline(report);
  return isTiming(report) ? planHeadline(report) : headline(report);
}
