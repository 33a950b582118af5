// The incident note: what `doctor` found, as Markdown to paste into a ticket or a chat.

import { rootOf } from '../checks/causes.ts';
import type { Finding } from '../checks/check.ts';
import { alikeOf, othersWords } from './alike.ts';
import { type DoctorReport, isDoctor } from './doctor-report.ts';
import { isOfFiles } from './files-report.ts';
import { code, escaped, fenced, fencedLines } from './markdown-text.ts';
import type { Report, ReportedElection } from './report.ts';
import { belongs, sentence, titleOf, whoseOf } from './sentence.ts';
import { count, SIGN, worstFirst } from './view.ts';

/** @param quiet only the verdict */
export function doctorMarkdown(report: Report, quiet: boolean): string {
  const blocks = quiet
    ? [heading(report)]
    : [
        heading(report),
        place(report),
        ...worstFirst(report.elections).flatMap((election) => blockOf(election, report)),
        ...rules(report),
        ...notPossible(report),
      ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const signOf = (severity: string): string => SIGN[severity]?.sign ?? '?';

function heading(report: Report): string {
  const { verdict, namespace, elections } = report;
  if (isOfFiles(report)) return `## ${signOf(verdict)} As declared, leader election is ${verdict}`;
  const where = namespace === null ? count(elections.length, 'election') : code(namespace);
  return `## ${signOf(verdict)} Leader election is ${verdict}: ${where}`;
}

function place(report: Report): string {
  const { cluster, generatedAt } = report;
  const parts = [
    generatedAt,
    isOfFiles(report)
      ? `${count(report.files.documents, 'document')} of ${count(report.files.files, 'file')}`
      : cluster.context === null
        ? code(cluster.server ?? '')
        : `context ${code(cluster.context)}`,
    ...(cluster.version === null ? [] : [`Kubernetes ${escaped(cluster.version)}`]),
    ...(isDoctor(report) ? [count(report.checks.asked.length, 'check')] : []),
  ];
  return `b7le doctor, ${parts.join(' · ')}`;
}

/** Of rules in files, which belong to no election. */
function rules({ findings }: Report): string[] {
  const own = findings.filter(({ election }) => election === '');
  const told = own.map(({ id, summary, facts, remedy }) => {
    const where = code(`${facts.file}:${facts.line}`);
    return `- **${escaped(id)}** ${where}: ${escaped(summary)}; ${escaped(remedy[0]?.text ?? '')}`;
  });
  return told.length === 0 ? [] : ['### Rules', told.join('\n')];
}

function blockOf(election: ReportedElection, report: Report): string[] {
  const own = report.findings.filter((finding) => belongs(finding, election));
  const troubles = own.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  const notes = own.filter(({ severity }) => severity === 'info');
  const known = notes.map(({ id, summary }) => `- ${code(id)} ${escaped(summary)}`);
  return [
    `### ${signOf(election.verdict)} ${code(titleOf(election))}`,
    escaped(`${capital(sentence(election, own))}.`),
    ...(troubles.length === 0 ? [] : [tree(troubles, election, report)]),
    ...(isDoctor(report) ? [...next(election, report), ...timeline(election, report)] : []),
    ...(election.candidates.length === 0 ? [] : [replicas(election)]),
    ...(known.length === 0
      ? []
      : [`<details><summary>${count(notes.length, 'note')}</summary>\n\n${known.join('\n')}\n\n</details>`]),
  ];
}

/** Causes with what was seen to follow, and the findings that follow, under each. */
function tree(findings: readonly Finding[], election: ReportedElection, report: Report): string {
  const chains = isDoctor(report) ? report.chains.filter((chain) => chain.election === election.id) : [];
  const bullet = (depth: number, text: string) => `${'  '.repeat(depth)}- ${text}`;
  const told = ({ severity, id, subject, summary, cause }: Finding) =>
    `${signOf(severity)} **${escaped(id)}**${cause ? ' (cause)' : ''} ${code(`${subject.kind.toLowerCase()}/${subject.name}`)}: ${escaped(summary)}`;
  const roots = findings.filter(({ follows }) => !follows).toSorted((a, b) => Number(b.cause) - Number(a.cause));
  const lines = alikeOf(roots).flatMap(({ first: root, others }) => {
    const chain = chains.find(
      ({ cause, subject }) => root.cause && cause === root.id && subject.name === root.subject.name,
    );
    const family = [root, ...others];
    const effects = findings.filter((one) => one.follows && family.includes(rootOf(one, findings) as Finding));
    return [
      bullet(0, told(root)),
      ...(others.length === 0 ? [] : [bullet(1, escaped(othersWords(others)))]),
      ...(chain?.steps ?? []).map((step) => bullet(1, `→ ${escaped(step)}`)),
      ...alikeOf(effects).flatMap(({ first, others: more }) => [
        bullet(1, told(first)),
        ...(more.length === 0 ? [] : [bullet(2, escaped(othersWords(more)))]),
      ]),
    ];
  });
  const loose = findings.filter((one) => one.follows && rootOf(one, findings) === null);
  return [...lines, ...loose.map((one) => bullet(0, told(one)))].join('\n');
}

function next(election: ReportedElection, { next: all }: DoctorReport): string[] {
  const steps = all.filter((step) => step.election === election.id);
  if (steps.length === 0) return [];
  return ['**Next**', ...steps.map(({ command, text }) => `${escaped(capital(text))}:\n\n${fenced(command)}`)];
}

function timeline(election: ReportedElection, { timeline: all }: DoctorReport): string[] {
  const lines = all.find((told) => told.election === election.id)?.lines ?? [];
  return lines.length === 0 ? [] : ['**Timeline** (UTC)', fencedLines(lines)];
}

function replicas({ candidates }: ReportedElection): string {
  const rows = candidates.map(({ pod, role, ready, restarts, node }) =>
    [
      code(pod),
      role,
      ready ? 'yes' : 'no',
      restarts === null ? '–' : String(restarts),
      node === null ? '–' : code(node),
    ].join(' | '),
  );
  return [
    '| Pod | Role | Ready | Restarts | Node |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function notPossible({ gaps, findings, elections }: Report): string[] {
  const read = gaps.map(({ what, detail }) => `${what}: ${detail}`);
  const told = findings
    .filter(({ severity, summary }) => severity === 'unknown' && !gaps.some(({ detail }) => summary.includes(detail)))
    .map((finding) => `${whoseOf(finding, elections)}${finding.id}: ${finding.summary}`);
  const all = [...new Set([...read, ...told])];
  return all.length === 0 ? [] : ['**Not possible**', all.map((text) => `- ${escaped(text)}`).join('\n')];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
