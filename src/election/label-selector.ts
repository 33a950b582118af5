// LabelSelectors as workloads, budgets and policies have them.

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** Whether labels fit a selector. An empty one fits everything; an operator that does not exist fits nothing. */
export function fitsSelector(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  if (!Object.entries(matchLabels).every(([key, wanted]) => value(key) === wanted)) return false;
  return matchExpressions.every(({ key, operator, values }) => {
    const found = value(key);
    if (operator === 'Exists') return found !== undefined;
    if (operator === 'DoesNotExist') return found === undefined;
    if (operator === 'In') return found !== undefined && values.includes(found);
    return operator === 'NotIn' && (found === undefined || !values.includes(found));
  });
}
