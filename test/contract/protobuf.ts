// The few messages of Kubernetes' protobuf that kubectl sends and the real 1.20 of this suite needs: that build cannot read
// reviews, evictions and budgets as JSON (it drops the connection), so there they go as kubectl sends them.

type Field = readonly [number: number, value: string | number | boolean | Message | undefined];
export type Message = readonly Field[];

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** An object as it is sent: four magic bytes, then an envelope with its type and its bytes. */
export function envelope(apiVersion: string, kind: string, object: Message): Buffer {
  const type: Message = [
    [1, apiVersion],
    [2, kind],
  ];
  return Buffer.concat([Buffer.from('k8s\0', 'latin1'), lengthed(1, encode(type)), lengthed(2, encode(object))]);
}

function encode(message: Message): Buffer {
  return Buffer.concat(
    message.map(([number, value]) => {
      if (value === undefined) return Buffer.alloc(0);
      if (typeof value === 'string') return lengthed(number, Buffer.from(value));
      if (typeof value === 'object') return lengthed(number, encode(value));
      return Buffer.concat([varint(number << 3), varint(Number(value))]);
    }),
  );
}

function lengthed(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

export interface Attributes {
  readonly namespace?: string;
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
}

export interface ReviewSpec {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly resourceAttributes?: Attributes;
  readonly nonResourceAttributes?: { readonly path: string; readonly verb: string };
}

/** An access review of any of the three kinds. @param namespace of a local one */
export function accessReview(kind: string, spec: ReviewSpec, namespace?: string): Buffer {
  const { user, groups = [], resourceAttributes: on, nonResourceAttributes: path } = spec;
  const attributes: Message = [
    [1, on?.namespace],
    [2, on?.verb],
    [3, on?.group],
    [5, on?.resource],
    [6, on?.subresource],
    [7, on?.name],
  ];
  const fields: Field[] = [
    [1, on && attributes],
    [
      2,
      path && [
        [1, path.path],
        [2, path.verb],
      ],
    ],
    [3, user],
    ...groups.map((group): Field => [4, group]),
  ];
  const object: Message = [
    [1, namespace ? [[3, namespace]] : undefined],
    [2, fields],
  ];
  return envelope('authorization.k8s.io/v1', kind, object);
}

export function rulesReview(namespace: string): Buffer {
  return envelope('authorization.k8s.io/v1', 'SelfSubjectRulesReview', [[2, [[1, namespace]]]]);
}

export function eviction(apiVersion: string, namespace: string, name: string): Buffer {
  const metadata: Message = [
    [1, name],
    [3, namespace],
  ];
  return envelope(apiVersion, 'Eviction', [[1, metadata]]);
}

/** A budget of pods with a label. */
export function budget(apiVersion: string, name: string, minAvailable: number, [key, value]: [string, string]): Buffer {
  const minimum: Message = [
    [1, 0],
    [2, minAvailable],
  ];
  const entry: Message = [
    [1, key],
    [2, value],
  ];
  const spec: Message = [
    [1, minimum],
    [2, [[1, entry]]],
  ];
  return envelope(apiVersion, 'PodDisruptionBudget', [
    [1, [[1, name]]],
    [2, spec],
  ]);
}
