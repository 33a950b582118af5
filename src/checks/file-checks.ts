// Checks that are asked of manifests alone (`doctor -f`), since no cluster holds an answer to them.

import type { Check } from './check.ts';
import { METRIC_MISREAD } from './metric-misread.ts';

export type FileCheck = Pick<Check, 'id' | 'title' | 'worst'>;

export const FILE_CHECKS: readonly FileCheck[] = [METRIC_MISREAD];
