// The shape of what is judged as a function. The build puts its compiled form in this file's place, so that no validator is bundled.

import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from './shape.schema.json' with { type: 'json' };

/** Stops at the first fault; `verbose` for the title that says what would be right. As in esbuild.config.mjs. */
export const conforms: ValidateFunction = new Ajv2020({ verbose: true, allowUnionTypes: true }).compile(schema);
