// What only doctor looks at, from JSON.

import type { Around, EgressPolicy, EgressRule, Obstacle, PolicyPort, Quota, Service, Usage } from './around.ts';
import { leaseShape } from './lease-shape.ts';
import { either, list, number, orNull, shape, table, text, truth } from './shape.ts';
import { selectorShape } from './surroundings-shape.ts';

const policy = shape<EgressPolicy>({
  namespace: text,
  name: text,
  selector: selectorShape,
  rules: list(
    shape<EgressRule>({
      ports: orNull(
        list(shape<PolicyPort>({ protocol: text, port: orNull(either(number, text)), endPort: orNull(number) })),
      ),
      reachesServer: orNull(truth),
    }),
  ),
});

export const aroundShape = shape<Around>({
  policies: list(policy),
  serverPorts: orNull(list(number)),
  services: list(
    shape<Service>({ namespace: text, name: text, selector: table(text), targetPorts: list(either(number, text)) }),
  ),
  quotas: list(shape<Quota>({ namespace: text, name: text, hard: table(text), used: table(text) })),
  obstacles: list(
    shape<Obstacle>({ namespace: text, kind: text, name: text, reason: text, message: text, at: orNull(text) }),
  ),
  usage: orNull(list(shape<Usage>({ namespace: text, pod: text, container: text, memory: text }))),
  leases: orNull(list(leaseShape)),
});
