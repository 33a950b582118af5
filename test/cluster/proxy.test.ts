import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { proxyFor } from '../../src/cluster/proxy.ts';

const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];
const PROXY = 'http://proxy.example:3128';

// the library reads the process's own environment
function withEnv(env: Record<string, string>): Record<string, string> {
  Object.assign(process.env, env);
  return env;
}

describe('the proxy to a cluster (Go: net/http ProxyFromEnvironment)', () => {
  afterEach(() => {
    for (const name of NAMES) delete process.env[name];
  });
  const cases: [string, Record<string, string>, string, string | null][] = [
    ['none set', {}, 'https://10.0.0.1:6443', null],
    ['https', { HTTPS_PROXY: PROXY }, 'https://10.0.0.1:6443', PROXY],
    ['the other scheme', { HTTP_PROXY: PROXY }, 'https://10.0.0.1:6443', null],
    ['plain http', { HTTP_PROXY: PROXY }, 'http://10.0.0.1:8080', PROXY],
    ['loopback by number', { HTTPS_PROXY: PROXY }, 'https://127.0.0.1:6443', null],
    ['loopback by name', { HTTPS_PROXY: PROXY }, 'https://localhost:6443', null],
    ['loopback, IPv6', { HTTPS_PROXY: PROXY }, 'https://[::1]:6443', null],
    ['NO_PROXY names a domain', { HTTPS_PROXY: PROXY, NO_PROXY: '.corp.example' }, 'https://api.corp.example', null],
    ['NO_PROXY names an address', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.1' }, 'https://10.0.0.1:6443', null],
    ['NO_PROXY holds a range', { HTTPS_PROXY: PROXY, NO_PROXY: 'x, 10.0.0.0/8' }, 'https://10.1.2.3:6443', null],
    ['NO_PROXY holds another range', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, 'https://192.0.2.1:6443', PROXY],
    ['NO_PROXY holds a broken range', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/99' }, 'https://10.1.2.3:6443', PROXY],
    ['NO_PROXY is a star', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, 'https://10.0.0.1:6443', null],
    ['ALL_PROXY is none of kubectl', { ALL_PROXY: PROXY }, 'https://10.0.0.1:6443', null],
  ];
  for (const [name, env, server, expected] of cases) {
    it(name, () => assert.equal(proxyFor(server, withEnv(env)), expected));
  }
});
