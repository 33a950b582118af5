// Markdown, to paste into a ticket or a chat.

import { failoverMarkdown } from '../failover-markdown.ts';
import { isFailover } from '../failover-report.ts';
import type { Renderer } from './renderer.ts';

/** @throws Error for a report that has none: no command offers it then */
export const markdown: Renderer = (report) => {
  if (isFailover(report)) return failoverMarkdown(report);
  throw new Error(`${report.kind} has no Markdown`);
};
