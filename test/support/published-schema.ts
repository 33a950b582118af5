// The published schemas, as a reader of the JSON would hold what is printed against them.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** RFC 3339 in UTC, with any number of digits (contract 3). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * @param name of a file in docs/schemas, such as `status`
 * @returns tells where a value does not conform to it, after it was printed and read back; empty where it does
 */
export function failuresBy(name: string): (value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  ajv.addFormat('date-time', (text) => TIME.test(text) && !Number.isNaN(Date.parse(text)));
  const conforms = ajv.compile(JSON.parse(readFileSync(`docs/schemas/${name}.schema.json`, 'utf8')) as object);
  return (value) => {
    conforms(JSON.parse(JSON.stringify(value)));
    return (conforms.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  };
}
