// What is served, as clients ask for it: versions, groups, and the resources of each.

import type { Kind } from '../kinds/kind.ts';
import { REVIEW_RESOURCES } from './reviews.ts';

interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The answer to a path of discovery, null for a path that is none. */
export function discovery(path: string, kinds: readonly Kind[], minor: number): object | null {
  const clean = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (clean === '/version') return versionOf(minor);
  if (clean === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  const groups = groupsOf(kinds);
  if (clean === '/apis')
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: [...groups].map(([name, list]) => apiGroup(name, list)) };
  const [, root, group = '', version] = clean.split('/');
  if (root === 'api' && version === undefined && group === 'v1') return resourceList('', 'v1', kinds, minor);
  if (root !== 'apis' || clean.split('/').length > 4) return null;
  const versions = groups.get(group);
  if (!versions) return null;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, versions) };
  return versions.includes(version) ? resourceList(group, version, kinds, minor) : null;
}

/** `v1.37.2`, as the real clusters that the practice one is held to. */
export function gitVersionOf(minor: number): string {
  return `v1.${minor}.2`;
}

function versionOf(minor: number): object {
  return {
    major: '1',
    minor: String(minor),
    gitVersion: gitVersionOf(minor),
    gitCommit: 'practice',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'practice',
    compiler: 'node',
    platform: 'practice',
  };
}

function groupsOf(kinds: readonly Kind[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const seen = [...kinds, ...REVIEW_RESOURCES];
  for (const { group, version } of seen) {
    if (group === '') continue;
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  return groups;
}

function apiGroup(name: string, versions: readonly string[]): object {
  const all = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: all, preferredVersion: all[0] };
}

function resourceList(group: string, version: string, kinds: readonly Kind[], minor: number): object {
  const own = kinds.filter((kind) => kind.group === group && kind.version === version);
  const reviews = REVIEW_RESOURCES.filter((review) => review.group === group && review.version === version);
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [
      ...own.flatMap((kind) => resourcesOf(kind, minor)),
      ...reviews.map(({ resource, kind, namespaced }) => ({
        name: resource,
        singularName: minor < SINGULAR ? '' : kind.toLowerCase(),
        namespaced,
        kind,
        verbs: ['create'],
      })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The first minor version that tells the singular of a built-in kind (absent on 1.20, seen on 1.37; from Kubernetes' notes for 1.27). */
const SINGULAR = 27;

function resourcesOf(kind: Kind, minor: number): ApiResource[] {
  const itself: ApiResource = {
    name: kind.resource,
    singularName: minor < SINGULAR ? '' : kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: [...kind.verbs].sort(),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
  };
  const parts = kind.subresources.map(({ name, kind: called, group, version, verbs }) => ({
    name: `${kind.resource}/${name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(group === undefined ? {} : { group, version }),
    kind: called,
    verbs,
  }));
  return [itself, ...parts];
}
