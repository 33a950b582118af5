// Reports of `doctor -f` on the manifests in test/manifests/files.

import { examinedFiles } from '../../src/cli/doctor-files.ts';
import type { FilesReport } from '../../src/report/files-report.ts';

/** Instead of the moment in which the test runs. */
const AT = '2026-11-23T12:00:00.000Z';

async function declared(name: string): Promise<{ name: string; report: FilesReport }> {
  const paths = [`test/manifests/files/${name}.yaml`];
  const scope = { namespace: null, namespaceSource: 'default' } as const;
  const report = await examinedFiles({ paths, recursive: false }, scope, { skip: [] }, 'warning');
  return { name: `files-${name}`, report: { ...report, generatedAt: AT } };
}

export const DECLARED = await Promise.all(['sound', 'faulty', 'broken'].map(declared));
