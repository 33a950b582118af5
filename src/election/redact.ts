// An Observation that may leave the house: addresses are masked, each by the same stand-in wherever it stands; tokens and the
// values of environment variables are left out. What it tells of the election stays what it was.

import type { Observation } from './observation.ts';

/** Stand-ins for IPv4 come from the range for benchmarks (RFC 2544), those for IPv6 from the one for documentation (RFC 3849). */
const FIRST_V4 = [198, 18, 0, 0] as const;
const V4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g;
/** A node's name as clouds make it of its address. */
const V4_NAME = /\b(ip|ec2)-((?:\d{1,3}-){3}\d{1,3})\b/g;
const V6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;
const HOST = /(?<=:\/\/)([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)(?=[:/?#\s"'),]|$)/gi;
/** Names that mean the same everywhere, and tell nothing of where. */
const COMMON_HOST = /(?:^|\.)(?:localhost|svc|svc\.cluster\.local|cluster\.local|invalid)$/i;
const COMMON_V4 = /^(?:127\.|0\.0\.0\.0$)/;

const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, '[masked]'],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, '[masked]'],
  [/\b(Bearer|Basic) +(?!\[masked\])[\w.~+/=-]{6,}/gi, '$1 [masked]'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}/g, '[masked]'],
  [/(?<=:\/\/)[^\s/@:]+(?::[^\s/@]*)?@/g, '[masked]@'],
  [
    /\b((?:[\w-]*[_-])?(?:token|password|passwd|secret|api[_-]?key|access[_-]?key|authorization|credentials?)["']?\s*[=:]\s*["']?)(?!\[masked\])(?:(?:Bearer|Basic) +)?[^\s"',;&]+/gi,
    '$1[masked]',
  ],
];

/** Pure and repeatable: what is redacted already stays as it is. */
export function redacted(observation: Observation): Observation {
  const stand = new StandIns(observation.cluster.server);
  return stand.of(observation) as Observation;
}

class StandIns {
  private readonly addresses = new Map<string, string>();
  private readonly hosts = new Map<string, string>();
  private readonly server: RegExp | null;

  /** @param server its host is masked wherever it stands, whatever it looks like */
  constructor(server: string) {
    const host = /^https?:\/\/(?:[^@/]*@)?([^:/?#[\]]+)/.exec(server)?.[1] ?? '';
    const plain = host === '' || COMMON_HOST.test(host) || /^[\d.]+$/.test(host) || !host.includes('.');
    this.server = plain ? null : new RegExp(`(?<![\\w.-])${host.replace(/[.\\]/g, '\\$&')}(?![\\w-])`, 'gi');
  }

  of(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.text(isWritten(key) ? withoutValue(value) : value);
    if (Array.isArray(value)) return value.map((item) => this.of(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.of(inner, name)]));
  }

  private text(text: string): string {
    const plain = TOKENS.reduce((so, [pattern, mask]) => so.replace(pattern, mask), text);
    const named = this.server === null ? plain : plain.replace(this.server, (host) => this.host(host));
    return named
      .replace(HOST, (host) => (COMMON_HOST.test(host) || /^[\d.]+$/.test(host) ? host : this.host(host)))
      .replace(V4_NAME, (_, prefix, digits) => `${prefix}-${this.v4(digits.replaceAll('-', '.')).replaceAll('.', '-')}`)
      .replace(V4, (address) => this.v4(address))
      .replace(V6, (address) => (isV6(address) ? this.v6(address) : address));
  }

  private v4(address: string): string {
    if (COMMON_V4.test(address) || address.split('.').some((part) => Number(part) > 255)) return address;
    const number = this.numberOf(`v4 ${address}`);
    const [a, b] = FIRST_V4;
    return `${a}.${b + ((number >> 16) & 1)}.${(number >> 8) & 255}.${number & 255}`;
  }

  private v6(address: string): string {
    return `2001:db8::${this.numberOf(`v6 ${address.toLowerCase()}`).toString(16)}`;
  }

  private host(host: string): string {
    const known = this.hosts.get(host.toLowerCase()) ?? `host-${this.hosts.size + 1}.invalid`;
    this.hosts.set(host.toLowerCase(), known);
    return known;
  }

  private numberOf(key: string): number {
    const known = this.addresses.get(key) ?? String(this.addresses.size + 1);
    this.addresses.set(key, known);
    return Number(known);
  }
}

/** Where settings stand as they were written, an environment variable's with its value. */
function isWritten(key: string): boolean {
  return key === 'written' || key === 'enabledBy' || key === 'unreadable';
}

/** `LEASE_DURATION_SECONDS=15` without its value; a flag is as it is in the pod's template. */
function withoutValue(text: string): string {
  return text.startsWith('-') ? text : text.replace(/=.*$/s, '=[masked]');
}

function isV6(text: string): boolean {
  const parts = text.split(':');
  if (text === '::' || text === '::1' || parts.length > 8) return false;
  const gaps = text.split('::').length - 1;
  return gaps === 1 || (gaps === 0 && parts.length === 8 && parts.every((part) => part !== ''));
}
