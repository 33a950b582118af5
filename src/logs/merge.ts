// Several logs as one, in the order of their stamps, without holding more than the next few lines of each.

/** Something that has its place among others: a stamp that is compared as text (stamp-order.ts). */
export interface Ordered {
  readonly order: string;
}

/** A source of things in their order, some at a time. */
export interface Feed<T> {
  /** The next few, never none of them; null at the end. */
  next(): Promise<readonly T[] | null>;
}

/** A feed with what it gave last; the next is on its way meanwhile. */
interface Head<T> {
  readonly feed: Feed<T>;
  batch: readonly T[];
  at: number;
  coming: Promise<readonly T[] | null>;
}

/**
 * All of them in one order; of two with the same stamp the one of the earlier feed comes first.
 * @returns runs of things that follow one another
 */
export async function* merged<T extends Ordered>(feeds: readonly Feed<T>[]): AsyncGenerator<readonly T[]> {
  let heads: Head<T>[] = [];
  const begun = feeds.map((feed): Head<T> => ({ feed, batch: [], at: 0, coming: asked(feed) }));
  for (const one of begun) {
    const head = await advanced(one);
    if (head) heads.push(head);
  }
  while (heads.length > 0) {
    const first = earliest(heads);
    const run = takeRun(first, heads);
    if (first.at === first.batch.length && (await advanced(first)) === null) {
      heads = heads.filter((head) => head !== first);
    }
    yield run;
  }
}

async function advanced<T>(head: Head<T>): Promise<Head<T> | null> {
  const batch = await head.coming;
  if (batch === null) return null;
  head.batch = batch;
  head.at = 0;
  head.coming = asked(head.feed);
  return head;
}

/** What comes is awaited when its turn is; until then nobody may call a failure unhandled. */
function asked<T>(feed: Feed<T>): Promise<readonly T[] | null> {
  const coming = feed.next();
  coming.catch(() => {});
  return coming;
}

function orderOf<T extends Ordered>({ batch, at }: Head<T>): string {
  return batch[at]?.order ?? '';
}

function earliest<T extends Ordered>(heads: readonly Head<T>[]): Head<T> {
  return heads.reduce((a, b) => (orderOf(b) < orderOf(a) ? b : a));
}

/** What the first may give before another one's turn comes. */
function takeRun<T extends Ordered>(first: Head<T>, heads: readonly Head<T>[]): readonly T[] {
  let limit: string | null = null;
  let before = true;
  let equalToo = true;
  for (const head of heads) {
    if (head === first) before = false;
    else if (limit === null || orderOf(head) < limit) {
      limit = orderOf(head);
      equalToo = !before;
    }
  }
  const from = first.at;
  const { batch } = first;
  let to = from + 1;
  while (to < batch.length && fits(batch[to]?.order ?? '', limit, equalToo)) to++;
  first.at = to;
  return from === 0 && to === batch.length ? batch : batch.slice(from, to);
}

/** @param equalToo whether a line with the other's stamp goes before it */
function fits(order: string, limit: string | null, equalToo: boolean): boolean {
  return limit === null || order < limit || (equalToo && order === limit);
}
