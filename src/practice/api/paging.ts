// Lists in pages. A continue token says where the next page begins and which state of the list it belongs to.

import type { KubeObject } from '../objects/object.ts';
import type { ApiRequest, ObjectList } from './request.ts';
import { badRequest } from './status.ts';

type Paged = Pick<ApiRequest, 'limit' | 'continue' | 'labelSelector' | 'fieldSelector'>;

/**
 * One page of a list. The practice cluster keeps no old states: a page that follows shows the present objects after the place
 * where the last one ended, under the first page's resourceVersion.
 * @throws ApiError 400 for a token that is none
 */
export function page(
  items: readonly KubeObject[],
  revision: string,
  { limit, continue: token, labelSelector, fieldSelector }: Paged,
): ObjectList {
  const from = token ? placeOf(token) : null;
  const resourceVersion = from?.revision ?? revision;
  const rest = from ? items.filter((object) => keyOf(object) > from.key) : items;
  if (!limit || rest.length <= limit) return { items: rest, resourceVersion };
  const shown = rest.slice(0, limit);
  const key = keyOf(shown.at(-1) as KubeObject);
  const next = Buffer.from(JSON.stringify({ key, revision: resourceVersion })).toString('base64url');
  // how many more fit a selector a real server does not know before it has looked
  const counted = labelSelector || fieldSelector ? {} : { remaining: rest.length - limit };
  return { items: shown, resourceVersion, continue: next, ...counted };
}

/** Objects are listed in the order of these. */
function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function placeOf(token: string): { key: string; revision: string } {
  try {
    const { key, revision } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Record<string, unknown>;
    if (typeof key === 'string' && typeof revision === 'string') return { key, revision };
  } catch {
    // told below
  }
  throw badRequest('continue key is not valid: it was not made by this server');
}
