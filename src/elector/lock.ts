// client-go's resource lock: requests on one Lease with the uid and resourceVersion last seen, cut off when their context ends.

import type { EndReason } from './era.ts';
import type { LeaseAnswer, LeaseRecord, LeaseRequest, LeaseStore, StoredLease } from './lease-store.ts';

export type Verb = LeaseRequest['verb'];

/** How the error of a request that was cut off reads, for logs; client-go prints method and URL before the reason. */
export type CutOffWords = (verb: Verb, reason: EndReason) => string;

/** What a request lives in: Go's context. Once it is over, every request in it has failed and none begins. */
export class Context {
  #reason: EndReason | null = null;
  #cut: ((reason: EndReason) => void) | null = null;

  get reason(): EndReason | null {
    return this.#reason;
  }

  get busy(): boolean {
    return this.#cut !== null;
  }

  /** Ends it; the request under way, if any, fails before this returns. */
  end(reason: EndReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    const cut = this.#cut;
    this.#cut = null;
    cut?.(reason);
  }

  /** Notes the request under way. @param cut makes it fail; null once it is answered */
  bind(cut: ((reason: EndReason) => void) | null): void {
    this.#cut = cut;
  }
}

type Reply = (answer: LeaseAnswer) => void;

export class Lock {
  readonly #store: LeaseStore;
  readonly #timeoutMs: number | null;
  readonly #words: CutOffWords;
  /** The object as last read or written; writes carry its uid and resourceVersion. */
  #cached: StoredLease | null = null;
  #dropped = false;
  #cancel: () => void = () => {};

  constructor(store: LeaseStore, timeoutMs: number | null, words: CutOffWords) {
    this.#store = store;
    this.#timeoutMs = timeoutMs;
    this.#words = words;
  }

  get(context: Context, reply: Reply): void {
    this.#ask({ verb: 'get' }, context, reply);
  }

  create(record: LeaseRecord, context: Context, reply: Reply): void {
    this.#ask({ verb: 'create', record }, context, reply);
  }

  /** Writes over the object last seen, whatever has become of it since: the store refuses what is out of date. */
  update(record: LeaseRecord, context: Context, reply: Reply): void {
    if (this.#cached === null) {
      reply({ fault: 'other', message: 'lease not initialized, call get or create first' });
      return;
    }
    const { uid, resourceVersion } = this.#cached;
    this.#ask({ verb: 'update', record, uid, resourceVersion }, context, reply);
  }

  /** The process is gone: no answer will be heard. */
  drop(): void {
    this.#dropped = true;
    this.#cancel();
  }

  #ask(request: LeaseRequest, context: Context, reply: Reply): void {
    const { reason } = context;
    if (reason !== null) {
      // a request in a context that is over does not get past the client's rate limiter
      reply({ fault: 'other', message: `client rate limiter Wait returned an error: ${reason}` });
      return;
    }
    let open = true;
    const settle = (answer: LeaseAnswer) => {
      if (!open || this.#dropped) return;
      open = false;
      context.bind(null);
      if ('lease' in answer) this.#cached = answer.lease;
      reply(answer);
    };
    context.bind((why) => {
      this.#cancel();
      settle({ fault: 'other', message: this.#words(request.verb, why) });
    });
    this.#cancel = () => {};
    const cancel = this.#store.ask(request, this.#timeoutMs, settle);
    if (open) this.#cancel = cancel;
  }
}
