// How bad a line says it is: the words of many loggers as five levels.

import type { LogLevel } from './log-event.ts';

/** The level that a word stands for; zap's `Level(-2)` is debug. */
export function levelOf(word: unknown): LogLevel | null {
  if (typeof word !== 'string') return null;
  const text = word.toLowerCase();
  if (/^(?:trace|debug|dbg|level\(-\d+\))/.test(text)) return 'debug';
  if (/^(?:info|inf|notice)/.test(text)) return 'info';
  if (/^(?:warn|wrn)/.test(text)) return 'warning';
  if (/^(?:err|dpanic|severe)/.test(text)) return 'error';
  return /^(?:fatal|ftl|panic|crit|emerg|alert)/.test(text) ? 'fatal' : null;
}
