// Objects as the rows that kubectl prints.

import type { Kind } from '../kinds/kind.ts';
import type { KubeObject } from '../objects/object.ts';

/** Whether a client asks for a Table, and would rather have one than the objects. */
export function wantsTable(accept: string | undefined): boolean {
  const first = (accept ?? '').split(',')[0] ?? '';
  return /;as=Table/i.test(first) && /;g=meta\.k8s\.io/i.test(first) && /;v=v1(;|$)/i.test(first);
}

export interface TableOptions {
  /** The API server's clock, milliseconds since 1970. */
  readonly now: number;
  /** How much of each object goes with its row. */
  readonly include: 'None' | 'Metadata' | 'Object';
  /** Watches send the definitions only once. */
  readonly headings: boolean;
}

/** @param meta of the list, or the resourceVersion of the one object */
export function tableOf(kind: Kind, objects: readonly KubeObject[], meta: object, options: TableOptions): object {
  const { now, include, headings } = options;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: meta,
    columnDefinitions: headings
      ? kind.columns.map(({ name, type, format, description, priority }) => ({
          name,
          type,
          format,
          description,
          priority,
        }))
      : null,
    rows: objects.map((object) => ({
      cells: kind.columns.map(({ cell }) => cell(object, now)),
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : partial(object) }),
    })),
  };
}

function partial({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
