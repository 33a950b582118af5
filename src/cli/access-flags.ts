// The flags of rbac-check: whose rights, on a Lease where.

import * as Flags from '@oclif/core/flags';
import { UsageError } from './usage-error.ts';

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

export const accessFlags = {
  'service-account': Flags.custom<{ readonly namespace: string; readonly name: string }>({
    helpValue: 'NS:NAME',
    summary: "ask about this account instead of the workload's",
    helpGroup: 'RIGHTS',
    parse: async (text) => {
      const [namespace = '', name = '', ...more] = text.split(':');
      if (NAME.test(namespace) && NAME.test(name) && more.length === 0) return { namespace, name };
      throw new UsageError(
        `--service-account ${JSON.stringify(text)} is no account`,
        'write its namespace and its name: --service-account beskar7-system:controller-manager',
      );
    },
  })(),
  'lease-namespace': Flags.string({
    helpValue: 'NAME',
    summary: 'where the Lease is or should be',
    helpGroup: 'RIGHTS',
    parse: async (text) => {
      if (NAME.test(text)) return text;
      throw new UsageError(`--lease-namespace ${JSON.stringify(text)} is no name of a namespace`);
    },
  }),
  fix: Flags.boolean({
    summary: 'print the least Role and RoleBinding that would do; the report goes to stderr',
    helpGroup: 'RIGHTS',
  }),
};
