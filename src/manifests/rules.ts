// The alerting and recording rules that manifests hold: PrometheusRule, VMRule and Prometheus's own rule files.

import type { ManifestDocument } from './document.ts';

export interface Rule {
  readonly file: string;
  /** Where the document that holds the rule begins, from 1. */
  readonly line: number;
  /** A rule of a plain rule file has the kind Rule. */
  readonly kind: 'PrometheusRule' | 'VMRule' | 'Rule';
  readonly group: string;
  /** The alert, or the metric that is recorded; empty where the rule has neither. */
  readonly name: string;
  readonly expr: string;
  /** Of the object; null where it names none. */
  readonly namespace: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** The objects that hold rules in `spec.groups`, by kind: the group of their API. */
const OBJECTS = { PrometheusRule: 'monitoring.coreos.com', VMRule: 'operator.victoriametrics.com' } as const;

/** All rules that have an expression, in the order of the documents. What has another shape is passed over. Pure, never throws. */
export function rulesOf(documents: readonly ManifestDocument[]): Rule[] {
  return documents.flatMap(({ file, line, value }) => {
    const held = heldIn(value);
    if (held === null) return [];
    const namespace = textOf(fieldsOf(value.metadata).namespace);
    return listOf(held.groups).flatMap((group) =>
      listOf(group.rules).flatMap((rule): Rule[] => {
        const expr = expressionOf(rule.expr);
        const name = textOf(rule.alert) ?? textOf(rule.record) ?? '';
        if (expr === null) return [];
        return [{ file, line, kind: held.kind, group: textOf(group.name) ?? '', name, expr, namespace }];
      }),
    );
  });
}

function heldIn(value: Fields): { kind: Rule['kind']; groups: unknown } | null {
  if (value.kind === undefined) return value.groups === undefined ? null : { kind: 'Rule', groups: value.groups };
  const kind = (['PrometheusRule', 'VMRule'] as const).find((one) => one === value.kind);
  if (kind === undefined || !textOf(value.apiVersion)?.startsWith(`${OBJECTS[kind]}/`)) return null;
  return { kind, groups: fieldsOf(value.spec).groups };
}

/** YAML reads `expr: 1` as a number, which Prometheus takes as the expression it is. */
function expressionOf(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : textOf(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
