// Bundles everything into dist/b7le.cjs: one CommonJS file, since that is what a Node single executable takes, in ASCII, since
// V8 reads that fastest. Then keeps V8's compiled form of it for the Node that builds.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { Script } from 'node:vm';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const pages = Object.fromEntries(
  readdirSync('docs/findings')
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file.slice(0, -3), readFileSync(`docs/findings/${file}`, 'utf8')]),
);

/**
 * Parts of dependencies that b7le never reaches, left out of the bundle. client-node's KubeConfig pulls in the generated API
 * classes only for `makeApiClient`, and node-fetch only for its Headers; oclif looks for commands in folders and for TypeScript
 * only where commands are not listed.
 */
const UNREACHED = [
  [
    /^\.\/gen\/index\.js$/,
    'export class ServerConfiguration {}; export function createConfiguration() { throw new Error("left out of the bundle"); }',
  ],
  [/^node-fetch$/, 'export const Headers = globalThis.Headers; export default globalThis.fetch;'],
  [/^tinyglobby$/, 'export const glob = async () => []; export const globSync = () => [];'],
  [/^typescript$/, 'export default {};'],
];

const leaveOut = {
  name: 'leave-out',
  setup(bundle) {
    UNREACHED.forEach(([filter, contents], at) => {
      const namespace = `left-out-${at}`;
      bundle.onResolve({ filter }, () => ({ path: 'left-out', namespace }));
      bundle.onLoad({ filter: /^left-out$/, namespace }, () => ({ contents, loader: 'js' }));
    });
  },
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/b7le.cjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'ascii',
  legalComments: 'linked',
  minifySyntax: true,
  define: { B7LE_VERSION: JSON.stringify(version), FINDING_PAGES: JSON.stringify(pages) },
  plugins: [leaveOut],
  logLevel: 'warning',
});

const source = readFileSync('dist/b7le.cjs', 'latin1');
const script = new Script(Module.wrap(source), { filename: 'dist/b7le.cjs' });
writeFileSync(`dist/b7le.cjs.${process.versions.v8}.cache`, script.createCachedData());
