// The published schema as a function. The build puts its compiled form in this file's place, so that no validator is bundled.

import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

const SCHEMA = new URL('../../../docs/schemas/config.schema.json', import.meta.url);

/** `allErrors` for the first by line; `verbose` for the title that says what would be right. As in esbuild.config.mjs. */
export const conforms: ValidateFunction = new Ajv2020({ allErrors: true, verbose: true }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
);
