// The practice cluster on the wire: HTTPS on 127.0.0.1, and nowhere else.

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Random } from '../../elector/random.ts';
import { sendError } from './answers.ts';
import { makeServerIdentity } from './certificates.ts';
import { dispatch, type Server } from './dispatch.ts';
import { suffer, type WireFaults } from './wire-faults.ts';

export interface Listening {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM of the authority that vouches for it. */
  readonly ca: string;
  /** Ends all watches, breaks what is still open, and frees the port. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly faults: WireFaults;
  readonly random: Random;
}

/** @throws the system's own error where the port cannot be had */
export async function listen(cluster: Omit<Server, 'opened'>, options: ListenOptions): Promise<Listening> {
  const identity = makeServerIdentity(Date.now());
  const watches = new Set<() => void>();
  const server: Server = {
    ...cluster,
    opened: (end, response) => {
      watches.add(end);
      response.once('close', () => watches.delete(end));
    },
  };
  const wire = createServer({ key: identity.key, cert: identity.certificate }, async (request, response) => {
    const stamp = () => response.setHeader('date', new Date(cluster.clock.now()).toUTCString());
    stamp();
    // the request of a client that hangs up while it is read or answered concerns nobody any more
    response.on('error', () => {});
    try {
      if (!(await suffer(options.faults, options.random, request, response))) return;
      // a server stamps its answer, not the question: what it writes down meanwhile is not of a later second
      stamp();
      await dispatch(server, request, response);
    } catch (error) {
      sendError(response, error);
    }
  });
  wire.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    wire.once('error', reject);
    wire.listen(options.port, '127.0.0.1', () => resolve());
  });
  const { port } = wire.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    ca: identity.ca,
    close: async () => {
      for (const end of watches) end();
      const closed = new Promise<void>((resolve) => wire.close(() => resolve()));
      wire.closeAllConnections();
      await closed;
    },
  };
}
