// What is wrong with a config file, in a sentence: the schema's titles say what would be right.

import type { ErrorObject } from 'ajv';
import { type Path, pathOf, wordsOf } from '../../manifests/path.ts';
import { cut } from '../../report/visible.ts';
import type { ConfigDocument } from './document.ts';
import { nearest } from './nearest.ts';

interface Fault {
  readonly line: number;
  readonly sentence: string;
}

const MOST_SHOWN = 60;
/** A file with more faults than this is no config file, and any of them will do. */
const MOST_FAULTS = 100;

/** The fault that stands first in the file. @param errors at least one */
export function firstFault(errors: readonly ErrorObject[], { lineOf }: Pick<ConfigDocument, 'lineOf'>): Fault {
  const faults = errors
    // the anyOf around it tells the same better
    .filter(({ keyword }) => keyword !== 'required')
    .slice(0, MOST_FAULTS)
    .map((error) => {
      const { path, sentence } = told(error);
      return { line: lineOf(path), sentence };
    });
  return faults.reduce((first, next) => (next.line < first.line ? next : first));
}

function told({ keyword, instancePath, params, parentSchema, data }: ErrorObject): { path: Path; sentence: string } {
  const path = pathOf(instancePath);
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const near = nearest(key, Object.keys((parentSchema?.properties as object | undefined) ?? {}));
    const name = wordsOf([...path, cut(/^[\w.-]+$/.test(key) ? key : JSON.stringify(key), MOST_SHOWN)]);
    return {
      path: [...path, key],
      sentence: `${name} is no setting${near === null ? '' : `; did you mean ${near}?`}`,
    };
  }
  if (keyword === 'dependentRequired') {
    const { property, missingProperty } = params as { property: string; missingProperty: string };
    const sentence = `${wordsOf([...path, property])} says something only with ${missingProperty} beside it`;
    return { path: [...path, property], sentence };
  }
  const what = path.length === 0 ? 'a config file' : wordsOf(path);
  const { title, pattern } = parentSchema as { title?: string; pattern?: string };
  return { path, sentence: `${what} must be ${title}${shown(data, pattern)}` };
}

/** @param pattern what text in its place has to look like */
function shown(value: unknown, pattern: string | undefined): string {
  if (value === null || value === undefined || value === '') return ', not empty';
  if (Array.isArray(value)) return ', not a list';
  if (typeof value === 'object') return '';
  if (typeof value === 'string') return `, not ${cut(JSON.stringify(value), MOST_SHOWN)}`;
  // YAML reads 123 and true as what they look like; in quotes they are names
  const quotes = pattern !== undefined && new RegExp(pattern).test(String(value)) ? ': write it in quotes' : '';
  return `, not the ${typeof value} ${String(value)}${quotes}`;
}
