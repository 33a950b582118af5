// Whatever stands in a cluster's names and messages: no format fails on it, and none hands it to the terminal as it is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import type { Finding } from '../../src/checks/check.ts';
import type { Report, ReportedElection } from '../../src/report/report.ts';
import { LOOKS, OBEYED, SITUATIONS, show } from '../support/screen.ts';

const LONE_SURROGATE = /\p{Cs}/u;
const RUNS = { numRuns: 40 };
/** Together they have a view of every kind: an overview, blocks, causes, gaps, no Lease at all. */
const KINDS = ['all-namespaces', 'election-off', 'hostile', 'unclaimed'];

const text = fc.string({
  unit: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('\u001b', '\u009b', '\r', '\n', '\t', '\u0000', '\u202e', '\u2066', '\u200f'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom('\u061c', '\u2028', '\ufeff', '\uffff', '\u{1f600}', '<', '&', ']]>', '"', "'"),
    },
    { weight: 3, arbitrary: fc.constantFrom(' ', '-', 'a', '✔', '…', ': ', '# ', '| ', '%', '\\', '{', '- ') },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 90,
});

interface Words {
  readonly namespace: string;
  readonly lease: string;
  readonly identity: string;
  readonly pod: string;
  readonly node: string;
  readonly workload: string;
  readonly context: string;
  readonly gap: string;
  readonly summary: string;
  readonly command: string;
}

const words: fc.Arbitrary<Words> = fc.record({
  namespace: text,
  lease: text,
  identity: text,
  pod: text,
  node: text,
  workload: text,
  context: text,
  gap: text,
  summary: text,
  command: text,
});

function electionWith(election: ReportedElection, said: Words): ReportedElection {
  const { lease, holder, candidates, workload } = election;
  return {
    ...election,
    lease: { ...lease, namespace: said.namespace, name: lease.name === null ? null : said.lease, uid: said.identity },
    holder: holder && {
      ...holder,
      identity: said.identity,
      pod: holder.pod === null ? null : said.pod,
      node: said.node,
    },
    candidates: candidates.map((one) => ({ ...one, pod: said.pod, node: said.node, phase: said.summary })),
    workload: workload && {
      ...workload,
      namespace: said.namespace,
      name: said.workload,
      serviceAccount: said.identity,
    },
  };
}

function findingWith(finding: Finding, said: Words): Finding {
  return {
    ...finding,
    subject: { ...finding.subject, name: said.pod, namespace: said.namespace },
    summary: said.summary,
    remedy: finding.remedy.map((one) => ({ text: said.summary, command: one.command === null ? null : said.command })),
  };
}

/** The same report about a cluster where everything is called so. */
function reportWith(report: Report, said: Words): Report {
  return {
    ...report,
    namespace: report.namespace === null ? null : said.namespace,
    cluster: { ...report.cluster, context: said.context, server: said.node, version: said.identity },
    elections: report.elections.map((election) => electionWith(election, said)),
    findings: report.findings.map((finding) => findingWith(finding, said)),
    gaps: [...report.gaps, { what: said.pod, reason: 'error', detail: said.gap }],
  };
}

describe('any text', () => {
  for (const { name, report } of SITUATIONS.filter((one) => KINDS.includes(one.name))) {
    for (const look of LOOKS) {
      it(`${name} as ${look.name}`, async () => {
        await fc.assert(
          fc.asyncProperty(words, async (said) => {
            const shown = await show(reportWith(report, said), look);
            assert.equal(OBEYED.exec(shown)?.[0], undefined, 'obeyed');
            assert.equal(LONE_SURROGATE.exec(shown)?.[0], undefined, 'half a character');
            if (look.format === 'json') JSON.parse(shown);
            if (look.format === 'junit') assert.equal(XMLValidator.validate(shown), true);
          }),
          RUNS,
        );
      });
    }
  }
});
