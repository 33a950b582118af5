// Who may come in: an administrator, the controller's own account, somebody without any right, and every service account.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from '../../access/user.ts';

export interface Users {
  userOf(token: string): User | null;
  readonly adminToken: string;
  readonly powerlessToken: string;
  /** The token of a service account; the same one each time it is asked for. */
  accountToken(namespace: string, name: string): string;
}

const AUTHENTICATED = 'system:authenticated';
const ADMIN: User = { name: 'practice-admin', groups: ['system:masters', AUTHENTICATED] };
const POWERLESS: User = { name: 'practice-nobody', groups: [AUTHENTICATED] };

/** Users with tokens of this start alone. */
export function makeUsers(): Users {
  const secret = randomBytes(32);
  const token = (about: string) => `${about}.${createHmac('sha256', secret).update(about).digest('base64url')}`;
  const adminToken = token('admin');
  const powerlessToken = token('nobody');
  return {
    adminToken,
    powerlessToken,
    accountToken: (namespace, name) => token(`account.${namespace}.${name}`),
    userOf: (given) => {
      const about = given.slice(0, given.lastIndexOf('.'));
      if (!same(given, token(about))) return null;
      if (about === 'admin') return ADMIN;
      if (about === 'nobody') return POWERLESS;
      // a namespace's name has no dot in it, a service account's may
      const [, namespace = '', ...name] = about.split('.');
      return accountUser(namespace, name.join('.'));
    },
  };
}

/** A service account as the API server knows it. */
export function accountUser(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED],
  };
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
