// Reports of rbac-check, made of the fixtures of its checks.

import { diagnose } from '../../src/checks/diagnose.ts';
import { type RbacReport, rbacReportOf } from '../../src/report/rbac-report.ts';
import { reportOf } from '../../src/report/report.ts';
import { fixtures } from './fixture.ts';

const FOLDERS = [
  'lease-access-denied',
  'create-by-name',
  'lease-access-broad',
  'event-access-denied',
  'account-missing',
  'account-rejected',
];

export interface Rights {
  readonly name: string;
  readonly report: RbacReport;
}

export const RIGHTS: readonly Rights[] = FOLDERS.flatMap((folder) =>
  fixtures(folder).map(({ name, observation }): Rights => {
    const diagnosis = diagnose(observation, { suites: ['access'] });
    const [election] = diagnosis.elections;
    const { access } = observation;
    if (!election?.access || !access) throw new Error(`${folder}/${name} asks for no rights`);
    const base = reportOf(observation, diagnosis, 'warning');
    const how = { failOn: 'warning', asked: false } as const;
    return {
      name: `${folder}/${name}`,
      report: rbacReportOf(base, { ...election, access: election.access }, access, how),
    };
  }),
);
