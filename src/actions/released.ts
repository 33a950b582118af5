// A lock as client-go writes it when it lets go: no holder, one second, acquired and renewed now, the count kept (reference 1.4, 1.5).

import type { RawObject } from '../cluster/write-port.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where old locks keep their record, as JSON (reference 6.1). */
export const LOCK_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';

/**
 * @param lease as the API gave it: what b7le does not know of it is kept
 * @param now RFC 3339 by the API server's clock
 */
export function releasedLease(lease: RawObject, now: string): RawObject {
  const at = micro(now);
  const spec = {
    ...(lease.spec as Fields),
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: at,
    renewTime: at,
  };
  return { ...lease, spec };
}

/** The same in an old lock's annotation, whose times have whole seconds. */
export function releasedLock(object: RawObject, now: string): RawObject {
  const record = recordIn(object);
  const at = `${now.slice(0, 19)}Z`;
  const released = { ...record, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: at, renewTime: at };
  return withAnnotation(object, JSON.stringify(released));
}

/** An old lock's object without the lock: to client-go a lock that nobody holds. The object itself may be somebody else's. */
export function clearedLock(object: RawObject): RawObject {
  return withAnnotation(object, null);
}

function withAnnotation(object: RawObject, value: string | null): RawObject {
  const metadata = object.metadata as Fields;
  const { [LOCK_ANNOTATION]: _, ...others } = (metadata.annotations ?? {}) as Fields;
  const annotations = value === null ? others : { ...others, [LOCK_ANNOTATION]: value };
  return { ...object, metadata: { ...metadata, annotations } };
}

function recordIn({ metadata }: RawObject): Fields {
  const annotation = ((metadata as Fields).annotations as Fields | undefined)?.[LOCK_ANNOTATION];
  try {
    const record: unknown = JSON.parse(String(annotation));
    return typeof record === 'object' && record !== null ? (record as Fields) : {};
  } catch {
    return {};
  }
}

/** The API keeps six digits, and gives back as many. */
function micro(now: string): string {
  const [, whole = now.slice(0, 19), fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(now) ?? [];
  return `${whole}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}
