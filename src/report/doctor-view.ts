// `doctor` for a person: the verdict, then each election with its causes first, what followed from them, and what to type next.

import { rootOf } from '../checks/causes.ts';
import type { FactValue, Finding } from '../checks/check.ts';
import { formatAge, formatRange } from '../election/duration.ts';
import { type Alike, alikeOf } from './alike.ts';
import type { Chain, DoctorReport } from './doctor-report.ts';
import { type FilesReport, isOfFiles } from './files-report.ts';
import { alikeLine, findingLines } from './finding-lines.ts';
import type { ReportedElection } from './report.ts';
import { belongs, isLeftBehind, sentence, titleOf, whoseOf } from './sentence.ts';
import { electionDetails, headline } from './status-view.ts';
import { count, line, sign, span, toneOf, type View, worstFirst } from './view.ts';

/** Healthy elections beyond these are one line. */
const MOST_HEALTHY = 5;

/** @param wide also notes, and of each finding its object, its facts and every remedy */
export function doctorView(report: DoctorReport, wide: boolean): View {
  const sorted = worstFirst(report.elections);
  const healthy = sorted.filter(({ verdict }) => verdict === 'healthy');
  const folded = wide || healthy.length <= MOST_HEALTHY ? [] : healthy;
  const shown = sorted.filter((election) => !folded.includes(election));
  return [
    doctorHeadline(report),
    ...shown.flatMap((election) => [null, ...block(election, report, wide)]),
    ...rulesBlock(report),
    ...(folded.length === 0 ? [] : [null, line(2, [span(`${folded.length} more healthy: -o wide`, 'dim')])]),
    ...notPossible(report),
  ];
}

/** What was found in rules, which belong to no election; they were asked about by name, so that a note is no side matter. */
function rulesBlock({ findings }: DoctorReport): View {
  const rules = findings.filter(({ election }) => election === '');
  if (rules.length === 0) return [];
  const told = rules.flatMap((finding) => [
    ...findingLines(finding, rules),
    line(6, [span(`${finding.facts.file}:${finding.facts.line}: ${finding.remedy[0]?.text ?? ''}`)], 2),
  ]);
  return [null, line(0, [sign('info'), span(' rules', 'strong')]), null, ...told];
}

/** Verdict, place, and how much was asked: a picture of this line alone must make sense. */
export function doctorHeadline(report: DoctorReport): View[number] {
  if (isOfFiles(report)) return filesHeadline(report);
  const { asked, unknown } = report.checks;
  const first = headline({ ...report, gaps: [] });
  if (first === null || first === undefined || 'head' in first || asked.length === 0) return first ?? null;
  const spans = [...first.spans.slice(0, -1), span(' · '), span(count(asked.length, 'check'))];
  if (unknown.length === 0) return { ...first, spans };
  const kept = [
    ...spans.slice(0, -1),
    span(`${count(asked.length, 'check')}, `),
    span(`${unknown.length} not possible`, 'unknown'),
  ];
  return { ...first, spans: kept, elastic: [...(first.elastic ?? []), { span: spans.length - 1, least: 0 }] };
}

function filesHeadline({ verdict, files, checks }: FilesReport): View[number] {
  const read = `${count(files.documents, 'document')} of ${count(files.files, 'file')}`;
  return line(0, [
    sign(verdict),
    span(` ${verdict}   `, toneOf(verdict)),
    span(`${read} · ${count(checks.asked.length, 'check')}`),
  ]);
}

function block(election: ReportedElection, report: DoctorReport, wide: boolean): View {
  const own = report.findings.filter((finding) => belongs(finding, election));
  const troubles = own.filter(({ severity }) => severity === 'critical' || severity === 'warning');
  const notes = own.filter(({ severity }) => severity === 'info');
  const shown = wide ? [...troubles, ...notes] : troubles;
  const foreign = election.lease.namespace !== report.namespace ? ` in ${election.lease.namespace}` : '';
  const mark = isLeftBehind(own) && election.verdict === 'healthy' ? 'info' : election.verdict;
  const chains = report.chains.filter((chain) => chain.election === election.id);
  return [
    line(0, [sign(mark), span(` ${titleOf(election)}`, 'strong'), span(foreign)], 2),
    line(2, [span(sentence(election, own))], 2),
    ...(shown.length === 0 ? [] : [null, ...tree(shown, chains, wide)]),
    ...nextLines(election, troubles, report),
    ...(wide ? electionDetails(election) : []),
    ...(wide || notes.length === 0 ? [] : [null, line(2, [span(`${count(notes.length, 'note')}: -o wide`, 'dim')])]),
  ];
}

/** Causes with what follows from each under it; then what stands for itself. */
function tree(findings: readonly Finding[], chains: readonly Chain[], wide: boolean): View {
  const roots = findings.filter(({ follows }) => !follows).toSorted((a, b) => Number(b.cause) - Number(a.cause));
  const placed = new Set<Finding>();
  const told = (finding: Finding): View => {
    placed.add(finding);
    return [...findingLines(finding, findings), ...(wide ? details(finding) : [])];
  };
  const grouped = (some: readonly Finding[]): readonly Alike[] =>
    wide ? some.map((first) => ({ first, others: [] })) : alikeOf(some);
  const toldAlike = (some: readonly Finding[]): View =>
    grouped(some).flatMap(({ first, others }) => {
      for (const other of others) placed.add(other);
      return [...told(first), ...alikeLine(others, findings)];
    });
  const lines = grouped(roots).flatMap(({ first: root, others }) => {
    const chain = root.cause
      ? chains.find(({ cause, subject }) => cause === root.id && subject.name === root.subject.name)
      : undefined;
    const steps = (chain?.steps ?? []).map((step) => line(4, [span('→ ', 'dim'), span(step)], 2));
    const family = [root, ...others];
    for (const other of others) placed.add(other);
    const effects = findings.filter((one) => one.follows && family.includes(rootOf(one, findings) as Finding));
    return [...told(root), ...alikeLine(others, findings), ...steps, ...toldAlike(effects)];
  });
  // a link of a chain whose beginning is told elsewhere
  return [...lines, ...findings.filter((one) => !placed.has(one)).flatMap(told)];
}

/** The object, the facts and the remedies of a finding, under its line. */
export function details(finding: Finding): View {
  const { subject, facts, remedy, follows } = finding;
  const indent = follows ? 8 : 6;
  const object = `${subject.kind.toLowerCase()}/${subject.name}${subject.namespace === null ? '' : ` in ${subject.namespace}`}`;
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  return [
    line(indent, [span(object, 'dim')], 2),
    ...(known.length === 0 ? [] : [line(indent, [span(known.map(factWords).join(' · '), 'dim')], 2)]),
    ...remedy.flatMap(({ command, text }) => [
      ...(command === null ? [] : [line(indent, [span(command)], 2, true)]),
      line(command === null ? indent : indent + 2, [span(text, 'dim')], 2),
    ]),
  ];
}

/** `renewed ago 41s`: a fact's key in words, its value as people write it. */
export function factWords([key, value]: readonly [string, FactValue]): string {
  const words = key.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (key.endsWith('Ms') && typeof value === 'number')
    return `${words} ${value < 0 ? `-${formatAge(-value)}` : formatAge(value)}`;
  if (key.endsWith('Ms') && isRange(value)) return `${words} ${formatRange(value)}`;
  return `${words} ${Array.isArray(value) ? value.join(', ') || 'none' : String(value)}`;
}

function isRange(value: FactValue): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'number');
}

/** What to type, the safest first; else what to do without a command. */
function nextLines(election: ReportedElection, troubles: readonly Finding[], { next }: DoctorReport): View {
  const steps = next.filter((step) => step.election === election.id);
  const [worst] = troubles.filter(({ follows }) => !follows).toSorted((a, b) => Number(b.cause) - Number(a.cause));
  if (!worst) return [];
  const why = line(2, [span('why   ', 'dim'), span(`b7le explain ${worst.id}`)], 6, true);
  const [text] = worst.remedy;
  // a step that found no room among the three has words that mean nothing without its command
  const wordless = worst.remedy.every(({ command }) => command === null);
  const words = steps.length === 0 && text && wordless ? [line(2, [span('next  ', 'dim'), span(text.text)], 6)] : [];
  const commands = steps.flatMap(({ command, text: effect }, at) => [
    line(2, [span(at === 0 ? 'next  ' : 'then  ', 'dim'), span(command, 'strong')], 6, true),
    line(8, [span(effect)], 0),
  ]);
  return [null, ...words, ...commands, why];
}

/** What could not be read, and what could not be told for another reason, a line each. */
function notPossible({ gaps, findings, elections }: DoctorReport): View {
  const read = gaps.map(({ what, reason, detail }) => (reason === 'forbidden' ? detail : `${what}: ${detail}`));
  const told = findings
    .filter(({ severity, summary }) => severity === 'unknown' && !gaps.some(({ detail }) => summary.includes(detail)))
    .map((finding) => `${whoseOf(finding, elections)}${finding.id}: ${finding.summary}`);
  const all = [...new Set([...read, ...told])];
  if (all.length === 0) return [];
  return [
    null,
    ...all.map((text, at) => line(2, [span(at === 0 ? 'not possible  ' : ' '.repeat(14), 'dim'), span(text)], 14)),
  ];
}
