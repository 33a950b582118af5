// Services. Their addresses are made from their names: nothing behind them answers.

import { at, isObject, objectsOf } from '../objects/json.ts';
import { labelFault } from '../objects/label-syntax.ts';
import type { KubeObject } from '../objects/object.ts';
import { AGE, column, labelText, NAME, textAt, wideColumn } from './columns.ts';
import { defineKind, statusOf } from './define.ts';
import { required } from './metadata.ts';

export const SERVICE = defineKind({
  group: '',
  version: 'v1',
  kind: 'Service',
  resource: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  nameFault: labelFault,
  status: true,
  initialStatus: () => ({ loadBalancer: {} }),
  subresources: [statusOf('Service')],
  mergeKeys: { 'spec.ports': 'port,protocol', 'status.conditions': 'type' },
  columns: [
    NAME,
    column('Type', 'string', 'How it can be reached.', (service) => textAt(service, ['spec', 'type'])),
    column('Cluster-IP', 'string', 'Its address within the cluster.', (service) =>
      textAt(service, ['spec', 'clusterIP'], '<none>'),
    ),
    column('External-IP', 'string', 'Its address outside.', (service) =>
      textAt(service, ['spec', 'type']) === 'LoadBalancer' ? '<pending>' : '<none>',
    ),
    column('Port(s)', 'string', 'Its ports.', portText),
    AGE,
    wideColumn('Selector', 'The pods behind it.', (service) => labelText(at(service, 'spec', 'selector'))),
  ],
  complete: completeService,
  faults: (service) =>
    objectsOf(at(service, 'spec', 'ports')).length === 0 && at(service, 'spec', 'clusterIP') !== 'None'
      ? [required('spec.ports')]
      : [],
});

function completeService(service: KubeObject): KubeObject {
  const { spec, metadata } = service;
  if (!isObject(spec)) return service;
  const clusterIP = spec.clusterIP || addressOf(`${metadata.namespace}/${metadata.name}`);
  const ports = objectsOf(spec.ports).map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port }));
  return {
    ...service,
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ...spec,
      clusterIP,
      clusterIPs: [clusterIP],
      ...(ports.length > 0 && { ports }),
    },
  };
}

/** Some address of 10.96.0.0/12, always the same for a name. */
function addressOf(name: string): string {
  let hash = 7;
  for (const character of name) hash = (Math.imul(hash, 31) + (character.codePointAt(0) as number)) >>> 0;
  return `10.${96 + (hash % 16)}.${(hash >>> 4) % 256}.${1 + ((hash >>> 12) % 254)}`;
}

function portText(service: KubeObject): string {
  const ports = objectsOf(at(service, 'spec', 'ports')).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.length === 0 ? '<none>' : ports.join(',');
}
