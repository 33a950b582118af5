// ServiceAccounts.

import { objectsOf } from '../objects/json.ts';
import { AGE, column, NAME } from './columns.ts';
import { defineKind } from './define.ts';

export const SERVICE_ACCOUNT = defineKind({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  shortNames: ['sa'],
  subresources: [
    { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
  ],
  mergeKeys: { secrets: 'name', imagePullSecrets: 'name' },
  columns: [
    NAME,
    column('Secrets', 'string', 'How many Secrets its pods may use.', ({ secrets }) => objectsOf(secrets).length),
    AGE,
  ],
});
