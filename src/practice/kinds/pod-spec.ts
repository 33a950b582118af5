// The spec of pods wherever it occurs: its lists that merge, and what may be wrong with it.

import { isObject, type JsonObject, objectsOf } from '../objects/json.ts';
import { labelFault } from '../objects/label-syntax.ts';
import type { Invalid } from './kind.ts';
import { duplicate, notFound, required, unsupported, wrong } from './metadata.ts';

const CONTAINER_KEYS = {
  env: 'name',
  ports: 'containerPort,protocol',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
} as const;

const SPEC_KEYS = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey,whenUnsatisfiable',
} as const;

/** Merge keys of a pod spec at a place. @param at `spec` or `spec.template.spec` */
export function podMergeKeys(at: string): Readonly<Record<string, string>> {
  const own = Object.entries(SPEC_KEYS).map(([list, key]) => [`${at}.${list}`, key]);
  const inContainers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    Object.entries(CONTAINER_KEYS).map(([inner, key]) => [`${at}.${list}.${inner}`, key]),
  );
  return Object.fromEntries([...own, ...inContainers]);
}

/** @param at `spec` or `spec.template.spec` @param policies what restartPolicy may be */
export function podSpecFaults(spec: unknown, at: string, policies: readonly string[]): readonly Invalid[] {
  if (!isObject(spec)) return [required(`${at}.containers`)];
  const { containers, initContainers, restartPolicy, terminationGracePeriodSeconds: grace } = spec;
  const volumes = objectsOf(spec.volumes).map(({ name }) => name);
  const names = [...objectsOf(initContainers), ...objectsOf(containers)].map(({ name }) => name);
  return [
    ...volumeFaults(volumes, `${at}.volumes`),
    ...(objectsOf(containers).length === 0 ? [required(`${at}.containers`)] : []),
    ...objectsOf(containers).flatMap((container, i) => containerFaults(container, `${at}.containers[${i}]`, volumes)),
    ...objectsOf(initContainers).flatMap((one, i) => containerFaults(one, `${at}.initContainers[${i}]`, volumes)),
    ...objectsOf(containers).flatMap(({ name }, i) => {
      const place = names.length - objectsOf(containers).length + i;
      return name && names.indexOf(name) < place ? [duplicate(`${at}.containers[${i}].name`, name)] : [];
    }),
    ...(policies.includes(String(restartPolicy)) ? [] : [unsupported(`${at}.restartPolicy`, restartPolicy, policies)]),
    ...(typeof grace === 'number' && grace < 0
      ? [wrong(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0')]
      : []),
  ];
}

function containerFaults(container: JsonObject, at: string, volumes: readonly unknown[]): readonly Invalid[] {
  const { name, image } = container;
  const badName = typeof name === 'string' && name !== '' ? labelFault(name) : null;
  return [
    ...(name ? [] : [required(`${at}.name`)]),
    ...(badName ? [wrong(`${at}.name`, name, badName)] : []),
    ...(image ? [] : [required(`${at}.image`)]),
    ...objectsOf(container.volumeMounts).flatMap((mount, i) => [
      ...(mount.mountPath ? [] : [required(`${at}.volumeMounts[${i}].mountPath`)]),
      ...(volumes.includes(mount.name) ? [] : [notFound(`${at}.volumeMounts[${i}].name`, mount.name ?? '')]),
    ]),
    ...objectsOf(container.env).flatMap(({ name: variable }, i) =>
      variable ? [] : [required(`${at}.env[${i}].name`)],
    ),
    ...objectsOf(container.ports).flatMap(({ containerPort: port }, i) => {
      if (port === undefined) return [required(`${at}.ports[${i}].containerPort`)];
      const good = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536;
      return good ? [] : [wrong(`${at}.ports[${i}].containerPort`, port, 'must be between 1 and 65535, inclusive')];
    }),
  ];
}

function volumeFaults(names: readonly unknown[], at: string): readonly Invalid[] {
  return names.flatMap((name, i) => {
    if (!name) return [required(`${at}[${i}].name`)];
    return names.indexOf(name) < i ? [duplicate(`${at}[${i}].name`, name)] : [];
  });
}
