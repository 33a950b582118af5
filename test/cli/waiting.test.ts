// `--wait` at its limit: a look that the end of the time cut short is worth less than the whole one before it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Look } from '../../src/cli/look.ts';
import type { WaitingSign } from '../../src/cli/terminal.ts';
import { waitUntilHealthy } from '../../src/cli/waiting.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import type { ReportedGap } from '../../src/report/report.ts';

const CUT: ReportedGap = { what: 'list pods', reason: 'timeout', detail: 'did not answer within 2s (--timeout)' };
const DENIED: ReportedGap = { what: 'list pods', reason: 'forbidden', detail: 'no' };

/** A look that saw this. */
function seen(exitCode: number, ...gaps: ReportedGap[]): Look {
  return { report: { exitCode, gaps, findings: [], verdict: 'critical' }, elections: [] } as unknown as Look;
}

/** @param looks what they see one after the other; an error is thrown */
function waited(limitMs: number, ...looks: (Look | ClusterError)[]) {
  const sign = { tell() {} } as unknown as WaitingSign;
  return waitUntilHealthy({
    cluster: { extend() {} } as unknown as Cluster,
    look: async () => {
      const next = looks.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('one look too many');
      return next;
    },
    limitMs,
    sign,
  });
}

describe('waiting for health', () => {
  it('does not succeed by a look that was cut short, and ends with the whole one before it', async () => {
    const { report, error } = await waited(60_000, seen(2), seen(0, CUT));
    assert.deepEqual([report?.exitCode, report?.gaps, error], [2, [], null]);
  });

  it('does not blame a server for what it had no time to answer', async () => {
    const { report, error } = await waited(3000, seen(2), new ClusterError('timeout', 'no answer'));
    assert.deepEqual([report?.exitCode, error], [2, null]);
  });

  it('says so of a server that had the time', async () => {
    const { report, error } = await waited(7000, new ClusterError('timeout', 'no answer'), seen(0, DENIED));
    assert.deepEqual([report?.exitCode, error], [0, null]);
    const silent = await waited(
      1500,
      new ClusterError('timeout', 'no answer'),
      new ClusterError('timeout', 'still none'),
    );
    assert.match(silent.error?.message ?? '', /no/);
  });
});
