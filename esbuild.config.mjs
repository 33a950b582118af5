// Bundles everything into dist/b7le.cjs: one CommonJS file, since that is what a Node single executable takes, in ASCII, since
// V8 reads that fastest. Then keeps V8's compiled form of it for the Node that builds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

// a CommonJS module that Node does not see through
const { default: standaloneCode } = standaloneModule;
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
  // as functions: merely naming globalThis.Headers makes Node load its whole fetch, a tenth of a start
  [
    /^node-fetch$/,
    'export function Headers(...given) { return new globalThis.Headers(...given); } export default (...given) => fetch(...given);',
  ],
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

/** Schemas as compiled code, so that the bundle needs no validator and no start compiles one. As the files that they replace. */
const SCHEMAS = [
  [/config[\\/]conforms\.ts$/, 'docs/schemas/config.schema.json', { allErrors: true }],
  [/manifests[\\/]shape\.ts$/, 'src/manifests/shape.schema.json', { allowUnionTypes: true }],
];

const compiledSchemas = {
  name: 'compiled-schemas',
  setup(bundle) {
    for (const [filter, file, options] of SCHEMAS)
      bundle.onLoad({ filter }, () => {
        const schema = JSON.parse(readFileSync(file, 'utf8'));
        const ajv = new Ajv2020({ ...options, verbose: true, code: { source: true, esm: true } });
        ajv.addSchema(schema);
        return { contents: standaloneCode(ajv, { conforms: schema.$id }), loader: 'js', resolveDir: process.cwd() };
      });
  },
};

/** Runs the bundle as bin/run.js does, and writes its compiled form down at the end. */
const KEEP = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const { createRequire, wrap } = require('node:module');
  const { Script } = require('node:vm');
  const file = process.cwd() + '/dist/b7le.cjs';
  const script = new Script(wrap(readFileSync(file, 'latin1')), { filename: file });
  process.once('exit', () => writeFileSync(file + '.' + process.versions.v8 + '.cache', script.createCachedData()));
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, createRequire(file), bundle, file, process.cwd() + '/dist');
`;

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
  plugins: [leaveOut, compiledSchemas],
  logLevel: 'warning',
});

await keepCompiled();
linkBinary();

/** Makes `npx b7le` in this folder start what was just built; without it npx installs the folder into a cache of its own first. */
function linkBinary() {
  if (process.platform === 'win32' || !existsSync('node_modules/.bin')) return;
  for (const name of ['b7le', 'kubectl-b7le']) {
    rmSync(`node_modules/.bin/${name}`, { force: true });
    symlinkSync('../../bin/run.js', `node_modules/.bin/${name}`);
  }
  chmodSync('bin/run.js', 0o755);
}

/**
 * Keeps V8's compiled form of the bundle, taken after a run of `status` against a server that answers everything with one Lease,
 * so that it holds the functions which a real run needs. The run is this build's own, on loopback; a build goes on without it.
 */
async function keepCompiled() {
  const metadata = { namespace: 'warm', name: 'warm' };
  const answer = JSON.stringify({ gitVersion: 'v1.30.0', items: [{ metadata, spec: { holderIdentity: 'warm' } }] });
  const server = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'b7le-build-'));
  const kubeconfig = join(folder, 'config');
  const cluster = { server: `http://127.0.0.1:${server.address().port}` };
  const config = {
    clusters: [{ name: 'warm', cluster }],
    users: [{ name: 'warm', user: {} }],
    contexts: [{ name: 'warm', context: { cluster: 'warm', user: 'warm' } }],
    'current-context': 'warm',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: kubeconfig };
  const child = spawn(process.execPath, ['-e', KEEP, 'b7le', 'status', '-n', 'warm', '--observe', '0s'], {
    env,
    stdio: 'ignore',
  });
  await once(child, 'exit');
  server.close();
  rmSync(folder, { recursive: true, force: true });
  if (!existsSync(`dist/b7le.cjs.${process.versions.v8}.cache`))
    process.stderr.write('no compiled form was kept: b7le will start more slowly\n');
}
