// Lines that are no event and explain one, in the words of client-go's versions (reference 2.5).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLine } from '../../src/logs/read-line.ts';

const URL = 'https://10.96.0.1:443/apis/coordination.k8s.io/v1/namespaces/a/leases/b?timeout=5s';
const REASON = 'client-side throttling, not priority and fairness';

describe("a wait for the client's own limit", () => {
  for (const [era, line] of [
    ['up to 0.20', `I0502 10:11:12.345678       1 request.go:655] Throttling request took 1.2s, request: GET:${URL}`],
    [
      '0.21 to 0.32',
      `I0502 10:11:12.345678       1 request.go:697] Waited for 1.2s due to ${REASON}, request: GET:${URL}`,
    ],
    [
      'from 0.33 on',
      `I0502 10:11:12.345678       1 request.go:752] "Waited before sending request" delay="1.2s" reason="${REASON}" verb="GET" URL="${URL}"`,
    ],
    [
      'from 0.33 on, through zap',
      JSON.stringify({
        level: 'info',
        msg: 'Waited before sending request',
        delay: '1.2s',
        reason: REASON,
        verb: 'GET',
        URL,
      }),
    ],
  ] as const) {
    it(era, () => assert.deepEqual([readLine(line).sign, readLine(line).event], ['throttled', null]));
  }

  it('is none where the server asked to wait', () => {
    const line = `I0502 10:11:12.345678       1 request.go:752] "Waited before sending request" delay="1s" reason="retries: 1, retry-after: 1s - retry-reason: due to retryable error" verb="GET" URL="${URL}"`;
    assert.equal(readLine(line).sign, null);
  });
});
