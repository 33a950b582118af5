// A thin https client for the contract suite: status, headers and body as they came, a watch as its lines.

import { request as httpsRequest } from 'node:https';

export interface Credentials {
  readonly token?: string;
  /** A client certificate and its key, PEM. */
  readonly cert?: string;
  readonly key?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The text as JSON, null where it is none. */
  readonly body: unknown;
}

export interface Question {
  readonly method?: string;
  /** A string goes as it is, bytes too, everything else as JSON. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Given every whole line as it arrives; true ends the request. */
  readonly line?: (line: string) => boolean;
}

export interface Door {
  readonly server: string;
  readonly ca: string;
}

const LIMIT_MS = 40_000;

/** Every request is on a connection of its own, so that no test feels another's. */
export class Client {
  private readonly door: Door;
  private readonly credentials: Credentials;
  private readonly always: Readonly<Record<string, string>>;

  constructor(door: Door, credentials: Credentials, always: Readonly<Record<string, string>> = {}) {
    this.door = door;
    this.credentials = credentials;
    this.always = always;
  }

  /** The same caller with impersonation headers. */
  as(user: string, ...groups: string[]): Client {
    const group = groups[0] === undefined ? {} : { 'Impersonate-Group': groups[0] };
    return new Client(this.door, this.credentials, { ...this.always, 'Impersonate-User': user, ...group });
  }

  ask(path: string, question: Question = {}): Promise<Answer> {
    const { method = 'GET', body, type = 'application/json', line } = question;
    const { token, cert, key } = this.credentials;
    const sent = bytesOf(body);
    const url = new URL(path, this.door.server);
    const headers = {
      // a server prints its answers pretty for a browser or curl, and for an agent it does not know it does not
      'User-Agent': 'contract/1',
      Accept: 'application/json',
      // Node gives the body of a DELETE no length by itself
      ...(sent ? { 'Content-Type': type, 'Content-Length': String(sent.length) } : {}),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...this.always,
      ...question.headers,
    };
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        url,
        { method, headers, ca: this.door.ca, cert, key, agent: false, timeout: LIMIT_MS },
        (response) => {
          let text = '';
          let rest = '';
          const end = () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: json(text) });
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
            if (!line) return;
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            if (lines.some((one) => one !== '' && line(one))) {
              end();
              request.destroy();
            }
          });
          response.on('end', end).on('error', reject);
        },
      );
      request.on('timeout', () => request.destroy(new Error(`no end of ${method} ${path} after ${LIMIT_MS / 1000}s`)));
      request.on('error', reject);
      request.end(sent);
    });
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.ask(path, { method: 'POST', body });
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.ask(path, { method: 'PUT', body });
  }

  delete(path: string, options?: object): Promise<Answer> {
    return this.ask(path, { method: 'DELETE', ...(options ? { body: options } : {}) });
  }

  patch(path: string, kind: 'json' | 'merge' | 'strategic-merge', body: unknown): Promise<Answer> {
    return this.ask(path, { method: 'PATCH', body, type: `application/${kind}-patch+json` });
  }

  /** Watches until an event satisfies, and returns all events so far; also where the server ends the watch. */
  async watch(path: string, enough: (event: WatchEvent, all: readonly WatchEvent[]) => boolean): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    const { status, text } = await this.ask(path, {
      line: (line) => {
        const event = JSON.parse(line) as WatchEvent;
        events.push(event);
        return enough(event, events);
      },
    });
    if (status !== 200) throw new Error(`the watch ${path} was answered ${status}: ${text}`);
    return events;
  }
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What stands at a path such as `items.0.metadata.name`; undefined where there is nothing. */
export function pick(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

/** A text at a path; its absence fails the test. */
export function textAt(value: unknown, path: string): string {
  const found = pick(value, path);
  if (typeof found !== 'string') throw new Error(`no text at ${path} of ${JSON.stringify(value)}`);
  return found;
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, path: string): unknown[] {
  const found = pick(value, path);
  return Array.isArray(found) ? found : [];
}
