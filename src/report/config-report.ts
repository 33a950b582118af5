// What `config view` tells: each setting in force, and who set it.

import type { ReportedGap } from './report.ts';

export interface ReportedSetting {
  /** As in the config file, `thresholds.margin`, `controllers[0]`. */
  key: string;
  /** As the config file would have it; null where nothing is set or it is not known. */
  value: string | readonly string[] | Readonly<Record<string, string | null>> | null;
  /** A flag, a variable of the environment, `config`, `kubeconfig` (its current context), `context` (that context's namespace), `default`. */
  source: string;
  /** In the config file; null for every other source. */
  line: number | null;
}

export interface ConfigReport {
  apiVersion: 'b7le/v1';
  kind: 'Config';
  /** null where there is no config file. */
  file: string | null;
  settings: ReportedSetting[];
  gaps: ReportedGap[];
}
