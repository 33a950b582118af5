// What no object of its kind can look like, in a sentence: the API server would refuse it, so that judging it would judge nothing.

import type { ErrorObject } from 'ajv';
import { type Path, pathOf, wordsOf } from './path.ts';
import { conforms } from './shape.ts';

export interface Misshapen {
  /** Keys and positions from the object's root to what is wrong, or to what would hold what is missing. */
  readonly path: Path;
  /** In words, without a full stop. */
  readonly what: string;
}

const MOST_SHOWN = 40;
const JUDGED = /^(Deployment|StatefulSet|DaemonSet|(Cluster)?Role(Binding)?)$/;
/** What only Helm fills in. Other programs take templates of Go too, as arguments of their own. */
const CHART = /\{\{-?\s*(\.(Values|Release|Chart|Capabilities)\b|include\s+")/;

/** Null for what is of a kind that nobody judges, and for what has its shape. */
export function misshapen(value: Record<string, unknown>): Misshapen | null {
  // a chart lacks and bends much that it will have once it is rendered
  const template = JUDGED.test(String(value.kind)) ? templateIn(value, []) : null;
  if (template || conforms(value)) return template;
  const [error] = conforms.errors ?? [];
  return error ? told(error) : null;
}

function told({ keyword, instancePath, params, parentSchema, data }: ErrorObject): Misshapen {
  const path = pathOf(instancePath);
  if (keyword === 'required') return { path, what: `${wordsOf([...path, String(params.missingProperty)])} is missing` };
  const { title } = parentSchema as { title?: string };
  return { path, what: `${wordsOf(path)} must be ${title}, not ${shown(data, title === 'a text')}` };
}

function shown(value: unknown, wantsText: boolean): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const words = typeof value === 'string' ? JSON.stringify(value) : `the ${typeof value} ${value}`;
  const cut = words.length > MOST_SHOWN ? `${words.slice(0, MOST_SHOWN)}…` : words;
  return wantsText ? `${cut}: write it in quotes` : cut;
}

/** The first text that a chart would have filled in. */
function templateIn(value: unknown, path: Path): Misshapen | null {
  if (typeof value === 'string')
    return CHART.test(value) ? { path, what: 'it is a template that was not rendered' } : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, part] of Object.entries(value)) {
    // of annotations nothing is judged, and some hold templates that are meant to stay
    if (key === 'annotations') continue;
    const found = templateIn(part, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return null;
}
