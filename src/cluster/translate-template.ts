// What a pod's template says: the arguments that concern election, and what it asks of the cluster.

import { type ContainerSpec, type ElectionArguments, readArguments } from '../election/arguments.ts';
import type { PodSettings } from '../election/workload.ts';
import { array, integer, type Json, object, strings, text, texts } from './json.ts';

export function argumentsOf(metadata: Json, podSpec: Json, namespace: string) {
  const chosen = strings(metadata.annotations)['kubectl.kubernetes.io/default-container'] ?? null;
  return readArguments(
    array(podSpec.containers).map((container) => toContainerSpec(container, namespace)),
    chosen,
  );
}

export function electorsOf(podSpec: Json, namespace: string): ElectionArguments[] {
  const all = array(podSpec.containers).map((container) => readArguments([toContainerSpec(container, namespace)]));
  return all.filter(({ mentioned }) => mentioned);
}

function toContainerSpec(value: unknown, namespace: string): ContainerSpec {
  const { name, command, args, env, ports } = object(value);
  const variables = array(env).map((item) => {
    const { name, value: literal, valueFrom } = object(item);
    const field = text(object(object(valueFrom).fieldRef).fieldPath);
    return [text(name) ?? '', field === 'metadata.namespace' ? namespace : valueFrom ? null : (text(literal) ?? '')];
  });
  return {
    name: text(name) ?? '',
    command: texts(command),
    args: texts(args),
    env: Object.fromEntries(variables) as Record<string, string | null>,
    ports: array(ports).map((port) => ({
      name: text(object(port).name),
      port: integer(object(port).containerPort) ?? 0,
    })),
  };
}

/** Flags that controller-runtime's scaffolds have and nobody else. */
const CONTROLLER_RUNTIME =
  /^--?(zap-[a-z-]+|health-probe-bind-address|metrics-secure|secure-metrics|webhook-cert-path)(=|$)/;

export function settingsOf(podSpec: Json): PodSettings {
  const containers = array(podSpec.containers).map(object);
  const limits = containers.map((container) => {
    const memory = object(object(container.resources).limits).memory;
    return [text(container.name) ?? '', typeof memory === 'number' ? String(memory) : text(memory)] as const;
  });
  return {
    graceSeconds: integer(podSpec.terminationGracePeriodSeconds) ?? 30,
    priorityClass: text(podSpec.priorityClassName) || null,
    memoryLimits: Object.fromEntries(limits),
    controllerRuntime: containers.some(({ command, args }) =>
      [...texts(command), ...texts(args)].some((word) => CONTROLLER_RUNTIME.test(word)),
    ),
  };
}
