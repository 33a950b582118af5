// The flags of the verbs that write (contract 6), and what goes together.

import * as Flags from '@oclif/core/flags';
import { FAILOVER_METHODS } from '../election/failover-terms.ts';
import { durationFlag } from './flags.ts';
import { UsageError } from './usage-error.ts';

export const writeFlags = {
  'dry-run': Flags.boolean({ summary: 'show the state and the plan, and change nothing', helpGroup: 'WRITE' }),
  yes: Flags.boolean({
    char: 'y',
    summary: 'answer every question with yes; TARGET and -n must then be spelt out',
    helpGroup: 'WRITE',
  }),
};

export const breakFlags = {
  method: Flags.option({
    options: ['delete', 'release'] as const,
    default: 'delete' as const,
    summary: 'delete the Lease, or empty its holder and keep its history, which needs only the right to update',
    helpGroup: 'WRITE',
  })(),
  ...writeFlags,
  force: Flags.boolean({
    summary: 'go on although the holder lives or is not proven dead: two may lead; still asks',
    helpGroup: 'WRITE',
  }),
  restart: Flags.boolean({ summary: 'then restart the workload, as kubectl rollout restart does', helpGroup: 'WRITE' }),
  wait: durationFlag({
    summary: "wait this long for a new holder (else by the election's own timings)",
    helpGroup: 'WRITE',
  }),
  legacy: Flags.boolean({
    summary: 'the lock of an old library on a ConfigMap or Endpoints object instead of the Lease',
    helpGroup: 'WRITE',
  }),
  'backup-dir': Flags.string({
    helpValue: 'FOLDER',
    summary: 'where the copy goes (~/.local/state/b7le/backups)',
    helpGroup: 'WRITE',
  }),
};

const MOST_ROUNDS = 1000;

export const failoverFlags = {
  method: Flags.option({
    options: FAILOVER_METHODS,
    default: 'delete' as const,
    summary: 'delete or evict its pod, kill it without grace, restart the workload, or release the Lease under it',
    helpGroup: 'WRITE',
  })(),
  ...writeFlags,
  rounds: Flags.custom<number>({
    helpValue: 'N',
    default: 1,
    summary: 'so many times (1), at rest in between',
    helpGroup: 'WRITE',
    parse: async (text) => {
      const rounds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
      if (rounds >= 1 && rounds <= MOST_ROUNDS) return rounds;
      throw new UsageError(`--rounds ${JSON.stringify(text)}: it is a number from 1 to ${MOST_ROUNDS}`);
    },
  })(),
  max: durationFlag({ summary: 'a takeover is slow after this long (else by the own timings)', helpGroup: 'WRITE' }),
  wait: durationFlag({ summary: 'wait this long for a leader (else by the own timings)', helpGroup: 'WRITE' }),
  force: Flags.boolean({
    summary: 'go on where the preflight says no as a matter of judgement; still asks',
    helpGroup: 'WRITE',
  }),
  'backup-dir': breakFlags['backup-dir'],
};

/** Nobody says yes unseen to whatever the context or a default happens to name. @throws UsageError */
export function spellOut(
  { yes, namespace }: { readonly yes: boolean; readonly namespace?: string | undefined },
  target: string | undefined,
): void {
  if (!yes) return;
  const missing = [...(target === undefined ? ['TARGET'] : []), ...(namespace === undefined ? ['-n'] : [])];
  if (missing.length > 0)
    throw new UsageError(
      `--yes answers unseen, so ${missing.join(' and ')} must be spelt out`,
      'b7le status names them',
    );
}
