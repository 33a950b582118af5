// The id of every finding there is: of the checks of elections, and of those of manifests.

import { FILE_CHECKS } from './file-checks.ts';
import { CHECKS } from './index.ts';

/** In the order of contract 4. */
export const KNOWN_IDS: readonly string[] = [...CHECKS, ...FILE_CHECKS].map(({ id }) => id);
