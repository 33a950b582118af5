// The kubeconfig of a practice cluster: a file of its own in a temporary folder, readable by its user alone, gone with the cluster.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KubeconfigFacts {
  readonly url: string;
  readonly ca: string;
  readonly namespace: string;
  readonly tokens: { readonly admin: string; readonly controller: string; readonly powerless: string };
}

export interface KubeconfigFile {
  readonly path: string;
  /** Takes it away, folder and all; harmless a second time. */
  remove(): void;
}

/** The text: `practice` for everything, `practice-controller` with the controller's rights, `practice-nobody` with none. */
export function kubeconfigText({ url, ca, namespace, tokens }: KubeconfigFacts): string {
  const users = {
    practice: tokens.admin,
    'practice-controller': tokens.controller,
    'practice-nobody': tokens.powerless,
  };
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'practice',
    clusters: [{ name: 'practice', cluster }],
    contexts: Object.keys(users).map((name) => ({ name, context: { cluster: 'practice', user: name, namespace } })),
    users: Object.entries(users).map(([name, token]) => ({ name, user: { token } })),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

export function writeKubeconfig(facts: KubeconfigFacts): KubeconfigFile {
  const folder = mkdtempSync(join(tmpdir(), 'b7le-practice-'));
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, kubeconfigText(facts), { mode: 0o600 });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // the last chance, where the process ends without closing the cluster
  process.once('exit', remove);
  return {
    path,
    remove: () => {
      process.off('exit', remove);
      remove();
    },
  };
}
