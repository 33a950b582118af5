// Markdown, to paste into a ticket or a chat.

import { doctorMarkdown } from '../doctor-markdown.ts';
import { failoverMarkdown } from '../failover-markdown.ts';
import { isFailover } from '../failover-report.ts';
import type { Renderer } from './renderer.ts';

export const markdown: Renderer = (report, _surface, { quiet }) =>
  isFailover(report) ? failoverMarkdown(report) : doctorMarkdown(report, quiet);
