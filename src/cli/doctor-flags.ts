// The flags of doctor: which suites, and Observations from and to files.

import * as Flags from '@oclif/core/flags';
import { SUITES } from '../checks/check.ts';
import { UsageError } from './usage-error.ts';

/** Its three ways; what oclif makes of flags that exclude each other cannot be read. */
export const DOCTOR_USAGE = [
  'doctor [TARGET] [-n NAME | -A] [--suite NAME...] [--save FILE] [FLAGS]',
  'doctor --from FILE [FLAGS]',
  'doctor -f FILE... [-R] [-n NAME] [FLAGS]',
];

export const doctorFlags = {
  suite: Flags.option({
    options: SUITES,
    multiple: true,
    multipleNonGreedy: true,
    summary: `only these checks: ${SUITES.join(', ')}; may be repeated`,
    helpGroup: 'VERDICT',
  })(),
  save: Flags.string({
    helpValue: 'FILE',
    summary: 'keep what was read, redacted, to attach to a ticket or to judge again',
    helpGroup: 'FILES',
    parse: async (text) => {
      if (text !== '' && text !== '-') return text;
      throw new UsageError('--save wants the name of a file', 'the report goes to stdout: --save observation.json');
    },
  }),
  from: Flags.string({
    helpValue: 'FILE',
    summary: 'judge what --save kept, without a cluster',
    helpGroup: 'FILES',
    exclusive: ['save', 'namespace', 'all-namespaces', 'context', 'kubeconfig', 'as', 'as-group', 'observe'],
  }),
  filename: Flags.string({
    char: 'f',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'judge manifests and rules, without a cluster: a file, a folder, or - for standard input; may be repeated',
    helpGroup: 'FILES',
    exclusive: ['from', 'save', 'all-namespaces', 'context', 'kubeconfig', 'as', 'as-group', 'observe'],
  }),
  recursive: Flags.boolean({
    char: 'R',
    summary: 'with -f: also what lies in folders below',
    helpGroup: 'FILES',
    dependsOn: ['filename'],
  }),
};

/**
 * SARIF marks places in files, of which a cluster has none (contract 1).
 * @throws UsageError for `-o sarif` without `-f`
 */
export function refuseSarifOfCluster({
  output,
  filename,
}: {
  output: string;
  filename?: readonly string[] | undefined;
}): void {
  if (output !== 'sarif' || (filename ?? []).length > 0) return;
  throw new UsageError('-o sarif is for doctor -f FILE: it marks lines of files', 'for a cluster: -o json or -o junit');
}
