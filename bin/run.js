#!/usr/bin/env node
// Starts the bundle that `npm run build` made. The build also left V8's compiled form of it beside it, for the Node that built it:
// with it a start costs half as much. Any other Node refuses that form and compiles the bundle itself.
'use strict';

const { readFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { dirname, join } = require('node:path');
const { Script, constants } = require('node:vm');

const filename = join(__dirname, '..', 'dist', 'b7le.cjs');

function compiled() {
  try {
    return readFileSync(`${filename}.${process.versions.v8}.cache`);
  } catch {
    return undefined;
  }
}

let source;
try {
  source = readFileSync(filename, 'latin1');
} catch {
  process.stderr.write('? cannot tell   b7le is not built: run npm ci, or npm run build\n');
  process.exit(3);
}
const script = new Script(wrap(source), {
  filename,
  cachedData: compiled(),
  importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(filename), bundle, filename, dirname(filename));
