// Who a request comes from: bearer tokens, and impersonation where RBAC allows it.

import type { IncomingHttpHeaders } from 'node:http';
import { authorize, type Rules } from '../../access/authorize.ts';
import type { Attributes, User } from '../../access/user.ts';
import { badRequest, forbidden, internal, unauthorized } from './status.ts';

/** @throws ApiError 401 for an unknown token. Without any token a request is anonymous. */
export function authenticate(headers: IncomingHttpHeaders, userOf: (token: string) => User | null): User {
  const bearer = /^Bearer\s+(.*)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer === undefined) return { name: 'system:anonymous', groups: ['system:unauthenticated'] };
  const user = userOf(bearer.trim());
  if (!user) throw unauthorized();
  return user;
}

/** The words of a refusal as newer servers choose them; null for the older words. @param kind `serviceaccount` or `user-info` */
export type RefusalWords = (kind: string) => Attributes | null;

/**
 * The user that a request acts for.
 * @throws ApiError 403 where the caller may not impersonate what it names, with the real server's words
 */
export function impersonate(
  headers: IncomingHttpHeaders,
  caller: User,
  rules: Rules,
  minor: number,
  words: RefusalWords,
): User {
  const name = single(headers['impersonate-user']);
  const groups = many(headers['impersonate-group']);
  if (name === null) {
    if (groups.length === 0) return caller;
    if (minor < 35)
      throw internal(
        `requested [${groups.map((group) => `{Group  ${group}    }`).join(' ')}] without impersonating a user`,
      );
    const list = groups.map((group) => JSON.stringify(group)).join(', ');
    throw badRequest(
      `requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{${list}}, Extra:map[string][]string(nil)} without impersonating a user name`,
    );
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const named = account
    ? { resource: 'serviceaccounts', name: account[2] as string, namespace: account[1] as string }
    : { resource: 'users', name, namespace: '' };
  const newer = groups.length > 0 ? null : words(account ? 'serviceaccount' : 'user-info');
  mayImpersonate(rules, caller, named, newer);
  for (const group of groups) mayImpersonate(rules, caller, { resource: 'groups', name: group, namespace: '' }, null);
  if (groups.length > 0) return { name, groups: withAuthenticated(groups) };
  const own = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : [];
  return { name, groups: withAuthenticated(own) };
}

function withAuthenticated(groups: readonly string[]): string[] {
  const plain = ['system:authenticated', 'system:unauthenticated'];
  return groups.some((group) => plain.includes(group)) ? [...groups] : [...groups, 'system:authenticated'];
}

interface Named {
  readonly resource: string;
  readonly name: string;
  readonly namespace: string;
}

function mayImpersonate(rules: Rules, caller: User, named: Named, words: Attributes | null): void {
  const attributes = { verb: 'impersonate', group: '', subresource: '', ...named };
  if (!authorize(rules, caller, attributes).allowed) throw forbidden(caller, words ?? attributes);
}

function single(header: string | string[] | undefined): string | null {
  const value = Array.isArray(header) ? header[0] : header;
  return value ? value : null;
}

/** Node joins repeated headers with a comma; a group's name holds none. */
function many(header: string | string[] | undefined): string[] {
  const all = Array.isArray(header) ? header : header === undefined ? [] : [header];
  return all.flatMap((value) => value.split(',')).map((value) => value.trim());
}
