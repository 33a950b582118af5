// What may change of a pod once it exists.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, made, sentencesOf } from './made.ts';

test('of a pod only images and little else may change', () => {
  const POD = kindOf('pods');
  const pod = (spec: object) =>
    POD.complete(made({ spec: { containers: [{ name: 'c', image: 'i:1' }], nodeName: 'n', ...spec } }));
  assert.deepEqual(
    sentencesOf(POD, pod({ containers: [{ name: 'c', image: 'i:2', imagePullPolicy: 'IfNotPresent' }] }), pod({})),
    [],
  );
  assert.match(
    sentencesOf(POD, pod({ hostNetwork: true }), pod({}))[0] ?? '',
    /^spec: Forbidden: pod updates may not change fields other than/,
  );
  assert.equal(sentencesOf(POD, pod({ nodeName: 'other' }), pod({})).length, 1);
  assert.deepEqual(sentencesOf(POD, pod({}), pod({ nodeName: undefined })), [], 'the scheduler binds it once');
});
