// NetworkPolicies. Of what they forbid, the way from pods to the API server is kept (world/network/egress-policies.ts).

import { at, isObject } from '../objects/json.ts';
import { AGE, column, NAME, selectorText } from './columns.ts';
import { defineKind } from './define.ts';

export const NETWORK_POLICY = defineKind({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  resource: 'networkpolicies',
  shortNames: ['netpol'],
  generation: true,
  columns: [
    NAME,
    column('Pod-Selector', 'string', 'The pods it holds for.', ({ spec }) => selectorText(at(spec, 'podSelector'))),
    AGE,
  ],
  complete: (policy) => {
    const { spec } = policy;
    if (!isObject(spec)) return policy;
    const policyTypes = Array.isArray(spec.egress) && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    return { ...policy, spec: { podSelector: {}, policyTypes, ...spec } };
  },
});
