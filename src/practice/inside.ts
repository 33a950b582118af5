// What a practice cluster is made of, for those parts of it that touch everything.

import type { User } from '../access/user.ts';
import type { Random } from '../elector/random.ts';
import type { PracticeApi } from './api/api.ts';
import type { Kind } from './kinds/kind.ts';
import type { LiveClock } from './live-clock.ts';
import type { Store } from './objects/store.ts';
import type { World } from './world/world.ts';

export interface Inside {
  readonly clock: LiveClock;
  readonly random: Random;
  readonly kinds: readonly Kind[];
  readonly store: Store;
  readonly api: PracticeApi;
  readonly world: World;
}

/** Who installs and breaks things in scenarios. */
export const ADMINISTRATOR: User = { name: 'practice-admin', groups: ['system:masters', 'system:authenticated'] };
