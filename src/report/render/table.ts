// For a person at a terminal, and the same with everything that is folded away there.

import { paint } from '../paint.ts';
import { headlineOf, viewOf } from '../views.ts';
import type { Renderer } from './renderer.ts';

export const table: Renderer = (report, surface, { quiet }) =>
  paint(quiet ? [headlineOf(report)] : viewOf(report, false), surface);

export const wide: Renderer = (report, surface, { quiet }) =>
  paint(quiet ? [headlineOf(report)] : viewOf(report, true), surface);
