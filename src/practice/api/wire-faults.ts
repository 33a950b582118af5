// Faults of the wire, on demand: slow answers, failing ones, and connections that break.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Random } from '../../elector/random.ts';
import { unavailable } from './status.ts';

export interface WireFaults {
  /** Added to each answer, milliseconds. */
  readonly latencyMs: number;
  /** The part of requests answered with 503, 0 to 1. */
  readonly failRate: number;
  /** The part of requests whose connection breaks without an answer, 0 to 1. */
  readonly resetRate: number;
}

export const NO_FAULTS: WireFaults = { latencyMs: 0, failRate: 0, resetRate: 0 };

/**
 * Lets the faults happen to one request.
 * @returns false where the connection was broken: there is nobody to answer
 * @throws ApiError 503 where the request fails
 */
export async function suffer(
  { latencyMs, failRate, resetRate }: WireFaults,
  random: Random,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const fate = random.next();
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  if (fate < resetRate) {
    // a TLS connection cannot be reset by its server; its end without an answer is the same to the client
    request.socket.destroy();
    return false;
  }
  if (fate < resetRate + failRate) throw unavailable('the practice cluster fails this request: --fail-rate');
  return !response.destroyed;
}
