// Selectors by table: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ and .../field-selectors/.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { servedKinds } from '../../../src/practice/kinds/index.ts';
import type { Kind } from '../../../src/practice/kinds/kind.ts';
import type { KubeObject } from '../../../src/practice/objects/object.ts';
import { fieldMatcher, labelMatcher, labelsMatch, SelectorFault } from '../../../src/practice/objects/selectors.ts';

const object = (labels: Record<string, string>, rest: object = {}) =>
  ({ metadata: { name: 'x', namespace: 'ns', labels }, ...rest }) as unknown as KubeObject;

const LABELS: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['', { app: 'web' }, true],
  ['app=web', { app: 'web' }, true],
  ['app==web', { app: 'web' }, true],
  ['app = web', { app: 'web' }, true],
  ['app=web', { app: 'db' }, false],
  ['app=web', {}, false],
  ['app!=web', { app: 'db' }, true],
  ['app!=web', {}, true],
  ['app!=web', { app: 'web' }, false],
  ['app=', { app: '' }, true],
  ['app=', {}, false],
  ['app in (web, db)', { app: 'db' }, true],
  ['app in (web,db)', { app: 'x' }, false],
  ['app in (web)', {}, false],
  ['app in ()', { app: '' }, true],
  ['app notin (web,db)', { app: 'x' }, true],
  ['app notin (web)', {}, true],
  ['app notin (web)', { app: 'web' }, false],
  ['app', { app: '' }, true],
  ['app', {}, false],
  ['!app', {}, true],
  ['! app', { app: '' }, false],
  ['app=web,tier=x', { app: 'web', tier: 'x' }, true],
  ['app=web,tier=x', { app: 'web', tier: 'y' }, false],
  ['app=web,!canary,tier in (x,y)', { app: 'web', tier: 'y' }, true],
  ['control-plane=controller-manager', { 'control-plane': 'controller-manager' }, true],
  ['app.kubernetes.io/name=beskar7', { 'app.kubernetes.io/name': 'beskar7' }, true],
  ['in=notin', { in: 'notin' }, true],
  ['size>3', { size: '4' }, true],
  ['size>3', { size: '3' }, false],
  ['size<3', { size: 'many' }, false],
  ['constructor', {}, false],
];
for (const [selector, labels, wanted] of LABELS) {
  test(`${selector} ${wanted ? 'takes' : 'leaves'} ${JSON.stringify(labels)}`, () =>
    assert.equal(labelMatcher(selector)(object(labels)), wanted));
}

// The sentences are those of apimachinery's label parser.
const BAD_LABELS: readonly (readonly [string, RegExp])[] = [
  ['app=web tier=x', /^found 'tier', expected: ',' or 'end of string'$/],
  ['app web', /^unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt$/],
  ['=web', /^found '=', expected: !, identifier, or 'end of string'$/],
  ['app,', /^found '', expected: identifier after ','$/],
  ['app in web', /^unable to parse requirement: found 'web' expected: '\('$/],
  ['app in (web', /^unable to parse requirement: found '', expected: ',', '\)' or identifier$/],
  ['app=(web)', /^unable to parse requirement: found '\(', expected: identifier$/],
  ['-app=web', /^unable to parse requirement: key: Invalid value: "-app": name part must consist of alphanumeric/],
  [
    'app=web_',
    /^unable to parse requirement: values\[0\]\[app\]: Invalid value: "web_": a valid label must be an empty/,
  ],
  ['a/b/c=d', /Invalid value: "a\/b\/c": a qualified name must consist of/],
  ['size>x', /for 'Gt', 'Lt' operators, the value must be an integer$/],
];
for (const [selector, sentence] of BAD_LABELS) {
  test(`${selector} is refused`, () =>
    assert.throws(
      () => labelMatcher(selector),
      (error) => error instanceof SelectorFault && sentence.test(error.message),
    ));
}

test('any text is a selector or is refused with a sentence', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '-', '=', '!', '(', ')', ',', ' ', 'in', '<', '/') }),
      (text) => {
        try {
          assert.equal(typeof labelMatcher(text)(object({ a: 'a' })), 'boolean');
        } catch (error) {
          assert.ok(error instanceof SelectorFault);
          assert.ok(error.message.length > 10);
        }
      },
    ),
  );
});

const expression = (operator: string, ...values: string[]) => ({
  matchExpressions: [{ key: 'app', operator, values }],
});
const WORKLOADS: readonly (readonly [string, unknown, Record<string, string>, boolean])[] = [
  ['an empty selector', {}, {}, true],
  ['a selector that is missing', undefined, {}, false],
  ['labels', { matchLabels: { app: 'web' } }, { app: 'web', more: 'x' }, true],
  ['other labels', { matchLabels: { app: 'web' } }, { app: 'db' }, false],
  ['In', expression('In', 'web', 'db'), { app: 'db' }, true],
  ['NotIn', expression('NotIn', 'web'), { app: 'web' }, false],
  ['Exists', expression('Exists'), { app: 'web' }, true],
  ['DoesNotExist', expression('DoesNotExist'), { app: 'web' }, false],
  ['an operator that is none', expression('Like', 'web'), { app: 'web' }, false],
  ['both', { matchLabels: { a: 'b' }, ...expression('Exists') }, { a: 'b' }, false],
];
for (const [is, selector, labels, wanted] of WORKLOADS) {
  test(`${is} of a workload: ${wanted}`, () => assert.equal(labelsMatch(selector, labels), wanted));
}

const of = (resource: string) => servedKinds(37).find((kind) => kind.resource === resource) as Kind;
const event = object({}, { type: 'Warning', involvedObject: { kind: 'Lease', name: 'a,b=c' } });
const pod = object({}, { spec: { nodeName: 'n' }, status: { phase: 'Running' } });
const FIELDS: readonly (readonly [string, string, KubeObject, boolean])[] = [
  ['pods', 'metadata.name=x', pod, true],
  ['pods', 'metadata.name==y', pod, false],
  ['pods', 'metadata.name!=y,metadata.namespace=ns', pod, true],
  ['pods', 'spec.nodeName=n,status.phase!=Failed', pod, true],
  ['pods', 'status.podIP=', pod, true],
  ['events', 'involvedObject.kind=Lease,type=Warning', event, true],
  ['events', 'involvedObject.name=a\\,b\\=c', event, true],
  ['leases', '', pod, true],
];
for (const [resource, selector, candidate, wanted] of FIELDS) {
  test(`${selector} of ${resource}: ${wanted}`, () =>
    assert.equal(fieldMatcher(selector, of(resource))(candidate), wanted));
}

const BAD_FIELDS: readonly (readonly [string, string, string])[] = [
  ['pods', 'spec.foo=x', 'field label not supported: spec.foo'],
  [
    'leases',
    'spec.holderIdentity=x',
    '"spec.holderIdentity" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['pods', 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ['pods', 'constructor=x', 'field label not supported: constructor'],
];
for (const [resource, selector, sentence] of BAD_FIELDS) {
  test(`${selector} of ${resource} is refused`, () =>
    assert.throws(() => fieldMatcher(selector, of(resource)), { message: sentence }));
}
