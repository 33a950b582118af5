// The flags that commands share, spelt and behaving as kubectl's (contract 1).

import * as Flags from '@oclif/core/flags';
import { parseDuration } from '../election/duration.ts';
import { UsageError } from './usage-error.ts';

/** A flag of a Go duration, read to milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => {
    const ms = parseDuration(text);
    if (ms === null || ms < 0)
      throw new UsageError(`${JSON.stringify(text)} is no duration: write 15s, 1m30s or 500ms`);
    return ms;
  },
});

export const clusterFlags = {
  namespace: Flags.string({
    char: 'n',
    helpValue: 'NAME',
    summary: 'namespace of the Lease or of its workload',
    helpGroup: 'CLUSTER',
  }),
  'all-namespaces': Flags.boolean({ char: 'A', summary: 'every namespace', helpGroup: 'CLUSTER' }),
  context: Flags.string({ helpValue: 'NAME', summary: 'context of the kubeconfig', helpGroup: 'CLUSTER' }),
  config: Flags.string({
    helpValue: 'FILE',
    summary: 'config file (B7LE_CONFIG, else ~/.config/b7le/config.yaml)',
    helpGroup: 'CLUSTER',
  }),
  kubeconfig: Flags.string({ helpValue: 'FILE', summary: 'kubeconfig to use', helpGroup: 'CLUSTER' }),
  as: Flags.string({ helpValue: 'USER', summary: 'impersonate this user', helpGroup: 'CLUSTER' }),
  'as-group': Flags.string({
    helpValue: 'GROUP',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'impersonate this group; may be repeated',
    helpGroup: 'CLUSTER',
  }),
  timeout: durationFlag({ summary: 'give up reading after this long (60s)', helpGroup: 'CLUSTER' }),
};

export const outputFlags = {
  json: Flags.boolean({ summary: 'the same as -o json', helpGroup: 'OUTPUT' }),
  quiet: Flags.boolean({ char: 'q', summary: 'only the verdict, no progress', helpGroup: 'OUTPUT' }),
  verbose: Flags.boolean({ char: 'v', summary: 'requests and timings on stderr', helpGroup: 'OUTPUT' }),
  'no-color': Flags.boolean({ summary: 'no colour (also NO_COLOR)', helpGroup: 'OUTPUT' }),
};

export const verdictFlags = {
  'fail-on': Flags.option({
    options: ['critical', 'warning', 'never'] as const,
    default: 'warning' as const,
    summary: 'the least severity that gives an exit code other than 0',
    helpGroup: 'VERDICT',
  })(),
  skip: Flags.custom<string>({
    helpValue: 'ID',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'leave this check out; may be repeated',
    helpGroup: 'VERDICT',
    parse: async (id) => {
      const { KNOWN_IDS } = await import('../checks/known-ids.ts');
      if (!KNOWN_IDS.includes(id))
        throw new UsageError(`--skip ${id}: there is no such check`, 'b7le explain lists them');
      return id;
    },
  })(),
};
