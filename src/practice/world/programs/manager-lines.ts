// The lines of a controller-runtime manager (reference 2.4), by the version that its client-go tells.

import type { Line } from './wording.ts';

export function info(message: string, pairs: Line['pairs'] = [], logger = ''): Line {
  return { level: 'info', message, pairs, logger, at: 'internal.go:554' };
}

export function failure(message: string, error: string, logger = '', pairs: Line['pairs'] = []): Line {
  return { level: 'error', message, pairs: [...pairs, ['error', error]], logger, at: 'internal.go:491' };
}

/** What a manager says until it is elected. */
export function startLines(metricsAddress: string, secure: boolean, healthAddress: string): Line[] {
  const addr = `[::]${healthAddress.replace(/^.*(?=:)/, '')}`;
  return [
    info('starting manager', [], 'setup'),
    info('Starting metrics server', [], 'controller-runtime.metrics'),
    info('starting server', [
      ['name', 'health probe'],
      ['addr', addr],
    ]),
    info(
      'Serving metrics server',
      [
        ['bindAddress', metricsAddress],
        ['secure', secure],
      ],
      'controller-runtime.metrics',
    ),
  ];
}

type Pairs = NonNullable<Line['pairs']>;

function about([name, kind]: readonly [string, string]): Pairs {
  return [
    ['controller', name],
    ['controllerGroup', kind === 'ConfigMap' ? '' : 'infrastructure.cluster.x-k8s.io'],
    ['controllerKind', kind],
  ];
}

/** The leader's controllers begin to watch. */
export function sourceLines(controller: readonly [string, string]): Line[] {
  return [
    info('Starting EventSource', [...about(controller), ['source', `kind source: *v1.${controller[1]}`]]),
    info('Starting Controller', about(controller)),
  ];
}

export function workersLine(controller: readonly [string, string]): Line {
  return info('Starting workers', [...about(controller), ['worker count', 1]]);
}

/** A shutdown, in its order. @param working whether leader-only workers are to end */
export function stopLines(
  clientGo: number,
  working: boolean,
  controllers: readonly (readonly [string, string])[],
): readonly [first: Line[], last: Line[]] {
  const waiting = (what: string) => info(`Stopping and waiting for ${what}`);
  const first = [
    ...(clientGo >= 34 ? [waiting('warmup runnables')] : []),
    waiting('non leader election runnables'),
    waiting('leader election runnables'),
    ...(working
      ? controllers.map((one) => info('Shutdown signal received, waiting for all workers to finish', about(one)))
      : []),
  ];
  const last = [
    ...(working ? controllers.map((one) => info('All workers finished', about(one))) : []),
    waiting('caches'),
    waiting('webhooks'),
    waiting('HTTP servers'),
    info('Wait completed, proceeding to shutdown the manager'),
  ];
  return [first, last];
}

/** A reflector that may not list, or finds no such kind. */
export function reflectorLine(kind: string, why: string): Line {
  const err = `pkg/mod/k8s.io/client-go/tools/cache/reflector.go: Failed to watch *v1.${kind}: failed to list *v1.${kind}: ${why}`;
  return { level: 'error', message: 'Unhandled Error', pairs: [['err', err]], at: 'reflector.go:166' };
}
