// For a person at a terminal, and the same with everything that is folded away there.

import { paint } from '../paint.ts';
import { headline, statusView } from '../status-view.ts';
import type { Renderer } from './renderer.ts';

export const table: Renderer = (report, surface, { quiet }) =>
  paint(quiet ? [headline(report)] : statusView(report, false), surface);

export const wide: Renderer = (report, surface, { quiet }) =>
  paint(quiet ? [headline(report)] : statusView(report, true), surface);
