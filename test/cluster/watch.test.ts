// A watch through everything that may happen to it: whatever the cuts, each change is told once, in order, and none is missing.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { type WatchNews, type WatchPort, watchOn } from '../../src/cluster/watch.ts';

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly name: string;
}

/** What one connection does: sends so many bytes of what is due, cut into pieces, then breaks, ends, or says something. */
interface Connection {
  readonly bytes: number;
  readonly piece: number;
  readonly end: 'broken' | 'over' | 'gone' | 'error-410' | 'error-500' | 'garbage' | 'refused';
}

const NAME = 'wéb-€-🦊';

function lineOf({ type, name }: Change, version: number): string {
  const metadata = { ...(type === 'BOOKMARK' ? {} : { name }), resourceVersion: String(version) };
  return `${JSON.stringify({ type, object: { kind: 'Lease', metadata } })}\n`;
}

/** A server with a history; its connections follow a script, and are sound when that is over. */
class Server implements WatchPort {
  readonly paused: number[] = [];
  readonly opened: string[] = [];
  renewed = 0;
  lists = 0;
  private readonly ended = new AbortController();

  constructor(
    private readonly history: readonly Change[],
    private readonly script: readonly Connection[],
    private readonly failList: ClusterError[] = [],
  ) {}

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  now(): number {
    return 0;
  }

  async sleep(ms: number): Promise<void> {
    this.paused.push(ms);
  }

  renewCredentials(): void {
    this.renewed++;
  }

  end(): void {
    this.ended.abort();
  }

  async list(): Promise<{ items: readonly unknown[]; date: string | null; version: string }> {
    const failure = this.failList.shift();
    if (failure) throw failure;
    this.lists++;
    // at the first list nothing has happened yet; after a forgotten past everything has
    const version = this.lists === 1 ? 0 : this.history.length;
    return { items: this.history.slice(0, version), date: null, version: String(version) };
  }

  async open(version: string): Promise<{ chunks: AsyncIterable<Buffer>; date: string | null }> {
    const connection = this.script[this.opened.length] ?? null;
    this.opened.push(version);
    if (connection?.end === 'refused') throw new ClusterError('unreachable', 'nothing listens');
    if (connection?.end === 'gone') throw new ClusterError('gone', 'too old');
    return { chunks: this.chunks(Number(version), connection), date: null };
  }

  private async *chunks(from: number, connection: Connection | null): AsyncGenerator<Buffer> {
    const due = this.history.map((change, at) => lineOf(change, at + 1)).slice(from);
    const all = Buffer.from(due.join(''));
    const sent = connection ? all.subarray(0, connection.bytes) : all;
    const piece = connection?.piece ?? sent.length;
    for (let at = 0; at < sent.length; at += piece) yield sent.subarray(at, at + piece);
    const { end } = connection ?? {};
    const said = { 'error-410': [410, 'too old'], 'error-500': [500, 'etcd'] }[end as string];
    // what a server says begins a line of its own
    const newline = sent.length === 0 || sent.at(-1) === 10;
    if (said && newline) yield Buffer.from(`{"type":"ERROR","object":{"code":${said[0]},"message":"${said[1]}"}}\n`);
    if (end === 'garbage' && newline) yield Buffer.from('<html>\n');
    if (end === 'broken' || (end !== undefined && !newline)) throw new ClusterError('unreachable', 'it broke');
    if (!connection) this.end();
  }
}

async function told(server: Server): Promise<WatchNews[]> {
  const news: WatchNews[] = [];
  for await (const one of watchOn(server)) news.push(one);
  return news;
}

/** Names in the order in which their changes became known, through lists as well. */
function changesIn(news: readonly WatchNews[]): string[] {
  return news.flatMap((one) => {
    if (one.kind === 'added' || one.kind === 'modified' || one.kind === 'deleted') {
      const { metadata } = one.object as { metadata: { name: string; resourceVersion: string } };
      return [`${metadata.resourceVersion} ${one.kind} ${metadata.name}`];
    }
    return one.kind === 'listed' && one.items.length > 0 ? [`list of ${one.items.length}`] : [];
  });
}

const change = fc.record({
  type: fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK' as const),
  name: fc.constantFrom('a', 'b', NAME),
}) as fc.Arbitrary<Change>;
const connection = (...ends: Connection['end'][]) =>
  fc.record({ bytes: fc.nat(600), piece: fc.integer({ min: 1, max: 90 }), end: fc.constantFrom(...ends) });

describe('a watch', () => {
  it('tells each change once and in order, wherever its connections are cut', async () => {
    const ends = ['broken', 'over', 'error-500', 'garbage', 'refused'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(change), fc.array(connection(...ends), { maxLength: 8 }), async (history, script) => {
        const news = await told(new Server(history, script));
        const expected = history.flatMap(({ type, name }, at) =>
          type === 'BOOKMARK' ? [] : [`${at + 1} ${type.toLowerCase()} ${name}`],
        );
        assert.deepEqual(changesIn(news), expected);
      }),
    );
  });

  it('lists anew where the past is forgotten, and goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1 }),
        connection('gone', 'error-410'),
        fc.array(connection('broken', 'over'), { maxLength: 3 }),
        async (history, forgotten, script) => {
          const server = new Server(history, [{ ...forgotten, bytes: 0 }, ...script]);
          const news = await told(server);
          assert.equal(server.lists, 2);
          assert.deepEqual(changesIn(news), [`list of ${history.length}`]);
          assert.equal(
            news.filter(({ kind }) => kind === 'interrupted').length,
            script.filter(({ end }) => end === 'broken').length,
          );
        },
      ),
    );
  });

  it('resumes after a bookmark, not before it', async () => {
    const history: Change[] = [
      { type: 'ADDED', name: 'a' },
      { type: 'BOOKMARK', name: '' },
      { type: 'MODIFIED', name: 'a' },
    ];
    const two = Buffer.from(
      history
        .slice(0, 2)
        .map((one, at) => lineOf(one, at + 1))
        .join(''),
    ).length;
    const server = new Server(history, [{ bytes: two, piece: 7, end: 'broken' }]);
    const news = await told(server);
    assert.deepEqual(server.opened, ['0', '2']);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['listed', 'connected', 'added', 'bookmark', 'interrupted', 'connected', 'modified'],
    );
  });

  it('pauses longer with each failure, five seconds at most, and is soon back after a success', async () => {
    const refused = { bytes: 0, piece: 1, end: 'refused' } as const;
    const over = { bytes: 0, piece: 1, end: 'broken' } as const;
    const server = new Server([], [...Array<Connection>(8).fill(refused), over, refused]);
    await told(server);
    assert.deepEqual(server.paused.slice(0, 10), [200, 400, 800, 1600, 3200, 5000, 5000, 5000, 200, 400]);
  });

  it('is refused at the first list: that is the answer', async () => {
    for (const reason of ['forbidden', 'unauthorized', 'not-found', 'certificate'] as const) {
      const server = new Server([], [], [new ClusterError(reason, 'no')]);
      await assert.rejects(told(server), (error) => error instanceof ClusterError && error.reason === reason);
    }
  });

  it('is refused later: it asks for new credentials, and goes on', async () => {
    const history: Change[] = [{ type: 'ADDED', name: 'a' }];
    const server = new Server(history, [{ bytes: 0, piece: 1, end: 'gone' }]);
    const unauthorized = new ClusterError('unauthorized', 'the token is expired');
    const list = server.list.bind(server);
    let asked = 0;
    server.list = async () => {
      asked++;
      if (asked === 2) throw unauthorized;
      return list();
    };
    const news = await told(server);
    assert.equal(server.renewed, 1);
    assert.deepEqual(changesIn(news), ['list of 1']);
  });

  it('waits for a server that is not there yet', async () => {
    const down = new ClusterError('unreachable', 'nothing listens');
    const news = await told(new Server([], [], [down, down]));
    assert.deepEqual(news.map(({ kind }) => kind).slice(0, 3), ['interrupted', 'interrupted', 'listed']);
  });

  it('reads nothing while nobody asks for more', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.from(lineOf({ type: 'ADDED', name: 'a' }, ++pulled));
    }
    const server = new Server([], []);
    server.open = async () => ({ chunks: endless(), date: null });
    const watch = watchOn(server);
    for (let taken = 0; taken < 5; taken++) await watch.next();
    await new Promise(setImmediate);
    assert.ok(pulled <= 4, `${pulled} lines were read for 3 that were taken`);
    await watch.return(undefined);
  });

  it('ends its connection where its reader breaks off', async () => {
    let closed = false;
    async function* open(): AsyncGenerator<Buffer> {
      try {
        for (let version = 1; ; version++) yield Buffer.from(lineOf({ type: 'ADDED', name: 'a' }, version));
      } finally {
        closed = true;
      }
    }
    const server = new Server([], []);
    server.open = async () => ({ chunks: open(), date: null });
    for await (const { kind } of watchOn(server)) if (kind === 'added') break;
    assert.equal(closed, true);
  });

  it('gives up a line without an end', async () => {
    const megabyte = Buffer.alloc(1 << 20, 'x');
    const server = new Server([], []);
    let opened = 0;
    server.open = async () => {
      opened++;
      if (opened > 1) server.end();
      return {
        chunks: (async function* () {
          for (let at = 0; at < 20 && opened === 1; at++) yield megabyte;
        })(),
        date: null,
      };
    };
    const news = await told(server);
    const broke = news.find((one) => one.kind === 'interrupted');
    assert.ok(broke?.kind === 'interrupted' && /16 MiB/.test(broke.error.message));
  });
});
