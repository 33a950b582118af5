// Reports of break-lease as it may end, made of the fixtures in `screens`.

import { planBreak } from '../../src/actions/break-lease.ts';
import { diagnose } from '../../src/checks/diagnose.ts';
import type { Observation } from '../../src/election/observation.ts';
import {
  type BreakOutcome,
  type BreakReport,
  breakReportOf,
  refusedReport,
  reportedPlan,
} from '../../src/report/break-report.ts';
import { reportOf } from '../../src/report/report.ts';
import { SITUATIONS } from './screen.ts';

type Ending = Exclude<BreakOutcome, 'refused' | 'would'>;

function broken(
  situation: string,
  ended: ({ readonly outcome: Ending; readonly told: string } & Partial<BreakReport>) | null,
  force = false,
): BreakReport {
  const found = SITUATIONS.find(({ name }) => name === situation);
  if (!found) throw new Error(`no situation ${situation}`);
  const observation: Observation = found.observation;
  const diagnosis = diagnose(observation);
  const [election] = diagnosis.elections;
  if (!election) throw new Error(`${situation} has no election`);
  const base = reportOf(observation, diagnosis, 'warning');
  const facts = { observation, reasons: diagnosis.findings };
  const planned = planBreak(election, facts, { method: 'delete', force, restart: false });
  if ('refusal' in planned) return refusedReport(base, 'delete', planned.refusal);
  if (!('plan' in planned)) return breakReportOf(base, 'delete', 'nothing', planned.nothing.sentence);
  const plan = reportedPlan(planned.plan);
  if (!ended)
    return breakReportOf(base, 'delete', 'would', 'nothing was changed: --dry-run shows what would be done', { plan });
  const { outcome, told, ...more } = ended;
  return breakReportOf(base, 'delete', outcome, told, { plan, ...more });
}

const HOLDER = 'controller-manager-5875b8f7c6-9ccl2_3f0a2c1e-8d4b-4f6a-9b7c-5e1d2a3b4c5d';
const backup = '/home/o/.local/state/b7le/backups/2026-05-02T10-00-00-beskar7.infrastructure.cluster.x-k8s.io.yaml';
const nobody = 'the Lease was deleted; nobody will come: no workload is left that uses it';
const lost = `controller-manager-5875b8f7c6-9ccl2 renewed it since it was looked at; nothing was changed by this command`;

export const BREAKS: readonly { readonly name: string; readonly report: BreakReport }[] = [
  { name: 'break-alive', report: broken('healthy', null) },
  { name: 'break-forced', report: broken('healthy', null, true) },
  { name: 'break-would', report: broken('unclaimed', null) },
  { name: 'break-hostile', report: broken('hostile', null, true) },
  {
    name: 'break-taken-over',
    report: broken('unclaimed', {
      outcome: 'taken-over',
      told: 'the Lease was deleted; controller-manager-5875b8f7c6-9ccl2 took it 1.53s later and has renewed it twice',
      performed: true,
      backup,
      newHolder: HOLDER,
      takeoverMs: 1530,
    }),
  },
  {
    name: 'break-nobody-came',
    report: broken('unclaimed', { outcome: 'nobody-came', told: nobody, performed: true, backup }),
  },
  {
    name: 'break-conflict',
    report: broken('unclaimed', { outcome: 'conflict', told: lost, refusal: lost, refusalReason: 'conflict' }),
  },
];
