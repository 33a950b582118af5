// The lines that client-go's elector writes, by version (reference 2.1, 2.2). What is silent by default is silent here.

import type { ElectorEvent } from '../../../elector/elector-event.ts';

/** One line of a log before a format is chosen. */
export interface Line {
  readonly level: 'info' | 'error' | 'debug';
  readonly message: string;
  /** Pairs of structured logging, in order. */
  readonly pairs?: readonly (readonly [string, unknown])[];
  /** zap's logger name. */
  readonly logger?: string;
  /** klog's `file:line`. */
  readonly at: string;
  /** Written as plain text even by a structured logger, as klog.Infof does. */
  readonly plain?: boolean;
}

type Place = 'start' | 'acquired' | 'lost' | 'get' | 'update' | 'fastpath' | 'release';

/** Lines of leaderelection.go by the first version that has them (reference 2.2); -1 where there is no such line. */
const PLACES: readonly (readonly [number, Readonly<Record<Place, number>>])[] = [
  [37, { start: 258, acquired: 272, lost: 304, get: 473, update: 509, fastpath: 466, release: 353 }],
  [36, { start: 258, acquired: 272, lost: 304, get: 461, update: 497, fastpath: 454, release: 341 }],
  [35, { start: 258, acquired: 272, lost: 299, get: 452, update: 488, fastpath: 445, release: 336 }],
  [34, { start: 257, acquired: 271, lost: 297, get: 448, update: 484, fastpath: 441, release: 334 }],
  [32, { start: 257, acquired: 271, lost: 297, get: 436, update: 472, fastpath: 429, release: 322 }],
  [31, { start: 254, acquired: 268, lost: 297, get: 436, update: 472, fastpath: 429, release: 322 }],
  [30, { start: 250, acquired: 260, lost: 285, get: 347, update: 383, fastpath: 340, release: 308 }],
  [28, { start: 250, acquired: 260, lost: 285, get: 332, update: 369, fastpath: -1, release: 308 }],
  [27, { start: 245, acquired: 255, lost: 280, get: 327, update: 364, fastpath: -1, release: 303 }],
  [22, { start: 248, acquired: 258, lost: 283, get: 330, update: 367, fastpath: -1, release: 306 }],
  [0, { start: 243, acquired: 253, lost: 278, get: 325, update: 361, fastpath: -1, release: 301 }],
];

const STRUCTURED_SINCE = 35;

interface Words {
  readonly place: Place;
  readonly level: Line['level'];
  readonly printf: string;
  readonly structured: string;
  readonly err?: string;
}

/** @param minor N of client-go 0.N @param lock `namespace/name` @returns null for what is not logged at default verbosity */
export function electionLine(event: ElectorEvent, minor: number, lock: string): Line | null {
  const words = wordsOf(event, minor, lock);
  if (words === null) return null;
  const places = PLACES.find(([since]) => minor >= since)?.[1];
  const at = `leaderelection.go:${places?.[words.place] ?? 0}`;
  if (minor < STRUCTURED_SINCE) return { level: words.level, message: words.printf, at, plain: true };
  const err = words.err === undefined ? [] : [['err', words.err] as const];
  const own = ['lock', lock] as const;
  // klog's Error puts the error first, its Info keeps the caller's order
  const pairs = words.level === 'error' ? [...err, own] : [own, ...err];
  return { level: words.level, message: words.structured, pairs, at };
}

function wordsOf(event: ElectorEvent, minor: number, lock: string): Words | null {
  switch (event.type) {
    case 'attempting':
      return {
        place: 'start',
        level: 'info',
        printf: `attempting to acquire leader lease ${minor <= 19 ? ' ' : ''}${lock}...`,
        structured: 'Attempting to acquire leader lease...',
      };
    case 'acquired':
      return line('acquired', 'info', `successfully acquired lease ${lock}`, 'Successfully acquired lease');
    case 'renew-lost':
      return line(
        'lost',
        'info',
        `failed to renew lease ${lock}: ${event.error}`,
        'Failed to renew lease',
        event.error,
      );
    case 'get-error':
      return got(lock, event.message);
    case 'create-error':
      return line(
        'get',
        'error',
        `error initially creating leader election record: ${event.message}`,
        'Error initially creating lease lock',
        event.message,
      );
    case 'update-error':
      return line(
        'update',
        'error',
        `Failed to update lock: ${event.message}`,
        'Failed to update lease',
        event.message,
      );
    case 'fastpath-miss':
      return missed(event.message, minor);
    case 'release-failed':
      return line(
        'release',
        'error',
        `Failed to release lock: ${event.message}`,
        'Failed to release lease',
        event.message,
      );
    case 'release-get-error': {
      const told = `error retrieving resource lock ${lock}: ${event.message}`;
      return line('release', 'error', told, 'error retrieving resource lock', event.message);
    }
    case 'release-not-found':
      return line('release', 'info', `lease lock not found: ${lock}`, 'lease lock not found');
    default:
      return null;
  }
}

function line(place: Place, level: Line['level'], printf: string, structured: string, err?: string): Words {
  return { place, level, printf, structured, ...(err === undefined ? {} : { err }) };
}

function got(lock: string, message: string): Words {
  return line(
    'get',
    'error',
    `error retrieving resource lock ${lock}: ${message}`,
    'Error retrieving lease lock',
    message,
  );
}

/** From 0.36 on a missed fast path is told at V2 only. */
function missed(message: string, minor: number): Words | null {
  if (minor >= 36) return null;
  const word = minor >= 32 ? 'optimistically' : 'optimitically';
  const printf = `Failed to update lock ${word}: ${message}, falling back to slow path`;
  return line('fastpath', 'error', printf, 'Failed to update lease optimistically, falling back to slow path', message);
}
