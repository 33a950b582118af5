// `rbac-check` for a person: whose rights, the answer in a sentence, then each right with who grants it (screens).

import { findingLines, gapLines, nextLines } from './finding-lines.ts';
import type { RbacReport, ReportedRight } from './rbac-report.ts';
import { headline } from './status-view.ts';
import { line, type Span, sign, span, type View } from './view.ts';

const WAYS: Record<string, string> = {
  sar: 'SubjectAccessReview',
  'local-sar': 'LocalSubjectAccessReview',
  impersonation: 'impersonation',
  rules: 'reading roles',
};

/** @param wide also notes, and every right on a line of its own */
export function rbacView(report: RbacReport, wide: boolean): View {
  const { findings, access } = report;
  if (report.elections.length === 0) return [headline(report), ...gapLines(report)];
  const shown = findings.filter(
    ({ severity }) => severity === 'critical' || severity === 'warning' || severity === 'unknown' || wide,
  );
  const notes = findings.filter((finding) => !shown.includes(finding)).length;
  return [
    headline(report),
    null,
    ...whose(report),
    ...(shown.length === 0 ? [] : [null, ...shown.flatMap((finding) => findingLines(finding, shown))]),
    ...nextLines(shown),
    ...groupsOf(access).flatMap((rights) => [null, ...group(rights, wide)]),
    ...caller(report, wide),
    ...(notes === 0 ? [] : [null, line(2, [span(`${notes} ${notes === 1 ? 'note' : 'notes'}: -o wide`, 'dim')])]),
    ...(access.length === 0 ? [] : [null, legend(access)]),
    ...gapLines(report),
  ];
}

function whose({ account, lock, elections, access, notAsked, verdict }: RbacReport): View {
  const [election] = elections;
  const workload = election?.workload ? ` of ${election.workload.kind.toLowerCase()}/${election.workload.name}` : '';
  const place = account && lock && account.namespace !== lock.namespace ? ` in ${account.namespace}` : '';
  const who = account ? `serviceaccount/${account.name}` : 'an account that is not known';
  const where = lock ? ` · ${lock.name === null ? 'its Lease' : `lease/${lock.name}`} in ${lock.namespace}` : '';
  const ways = [...new Set(access.flatMap(({ how }) => (how === null ? [] : [WAYS[how] ?? how])))];
  const asked = ways.length === 0 ? 'could not be asked' : `asked by ${ways.join(' and ')}`;
  const not = notAsked.filter(({ way }) => way !== 'rules').map(({ way }) => WAYS[way]);
  const instead = not.length === 0 ? '' : ` (the caller may not use ${not.join(', ')})`;
  return [
    line(0, [sign(verdict), span(` ${who}`, 'strong'), span(`${place}${workload}${where}`)], 2),
    line(2, [span(`${asked}${instead}`)], 2),
  ];
}

/** The rights on one object, or one kind of objects. */
function groupsOf(access: readonly ReportedRight[]): ReportedRight[][] {
  const groups = new Map<string, ReportedRight[]>();
  for (const right of access) {
    const key = `${right.group}/${right.resource}`;
    groups.set(key, [...(groups.get(key) ?? []), right]);
  }
  return [...groups.values()];
}

function group(rights: readonly ReportedRight[], wide: boolean): View {
  const [first] = rights;
  const name = rights.find((right) => right.name !== null)?.name ?? null;
  const own = rights.filter((right) => wide || matters(right));
  const others = rights.filter((right) => !own.includes(right));
  const width = Math.max(6, ...own.map(({ verb }) => verb.length));
  return [
    line(
      2,
      [span(`${first?.resource}${name === null ? '' : `/${name}`}`, 'strong'), span(` in ${first?.namespace}`)],
      4,
    ),
    ...own.map((right) => rightLine(right, width)),
    ...folded(
      others.filter(({ allowed }) => allowed === true),
      'granted, not needed',
    ),
    ...folded(
      others.filter(({ allowed }) => allowed === false),
      'not granted, not needed',
    ),
    ...folded(
      others.filter(({ allowed }) => allowed === null),
      'not known, not needed',
    ),
  ];
}

/** What election needs, or would be better with. */
function matters({ purpose }: ReportedRight): boolean {
  return purpose !== 'informational';
}

function folded(rights: readonly ReportedRight[], words: string): View {
  if (rights.length === 0) return [];
  return [line(4, [span('– '), span(`${rights.map(({ verb }) => verb).join(', ')}: ${words}`, 'dim')], 2)];
}

function rightLine(right: ReportedRight, width: number): View[number] {
  const [mark, tone] = markOf(right);
  const spans: Span[] = [mark, span(` ${right.verb.padEnd(width)}  `, tone), span(because(right))];
  return line(4, spans, width + 4);
}

function markOf({ allowed, required }: ReportedRight): [Span, Span['tone']] {
  if (allowed === true) return [sign('healthy'), 'plain'];
  if (allowed === null) return [sign('unknown'), 'unknown'];
  return required ? [sign('critical'), 'critical'] : [span('–'), 'plain'];
}

function because({ allowed, grantedBy, note, nearest, required, purpose }: ReportedRight): string {
  const need = required ? ' · required' : purpose === 'optional' ? ' · optional' : '';
  const more = note === null ? '' : ` · ${note}`;
  if (allowed === null) return `not known${more}${need}`;
  const [first, ...others] = grantedBy;
  const also = others.length === 0 ? '' : ` and ${others.length} more`;
  const who = first ? `${words(first.binding)} → ${words(first.role)}${also}` : 'granted';
  if (allowed) return `${who}${more}`;
  return `${note === 'denied by RBAC' || note === null ? 'nobody grants it' : note}${nearest === null ? '' : `; nearest: ${nearest}`}${need}`;
}

const words = (name: string): string => name.replace('/', ' ');

/** What b7le's caller lacks, in a few words; with `wide` all of it. */
function caller({ caller: rights }: RbacReport, wide: boolean): View {
  if (rights.length === 0) return [];
  const lacking = rights.filter(({ allowed, optional }) => allowed !== true && (optional || wide));
  const head = line(2, [
    span('you', 'strong'),
    span(lacking.length === 0 ? ' may do all that b7le needs' : ' may not, of what b7le uses'),
  ]);
  const byOperation = new Map<string, string[]>();
  for (const { operation, verb, resource, namespace } of lacking) {
    const right = `${verb} ${resource}${namespace === null ? '' : ` in ${namespace}`}`;
    byOperation.set(operation, [...(byOperation.get(operation) ?? []), right]);
  }
  return [
    null,
    head,
    ...[...byOperation].map(([operation, list]) => line(4, [span(`– ${list.join(', ')}: to ${operation}`)], 2)),
  ];
}

function legend(access: readonly ReportedRight[]): View[number] {
  const has = (some: (right: ReportedRight) => boolean) => access.some(some);
  const parts: Span[][] = [
    [sign('healthy'), span(' may', 'dim')],
    ...(has(({ allowed, required }) => allowed === false && required)
      ? [[sign('critical'), span(' may not, and must', 'dim')]]
      : []),
    ...(has(({ allowed }) => allowed === null) ? [[sign('unknown'), span(' could not be told', 'dim')]] : []),
    [span('–'), span(' need not', 'dim')],
  ];
  return line(
    2,
    parts.flatMap((part, at) => (at === 0 ? part : [span('   '), ...part])),
    2,
  );
}
