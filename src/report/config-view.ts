// `config view` for a person: the file, then a row for each setting.

import type { ConfigReport, ReportedSetting } from './config-report.ts';
import { line, span, type View } from './view.ts';

/** @param shown the config file as told to people; of the usual place where there is none */
export function configView({ file, settings, gaps }: ConfigReport, shown: string): View {
  const rows = settings.map((setting) => [
    span(setting.key),
    span(wordsOf(setting), setting.source === 'default' ? 'dim' : 'strong'),
    span(sourceOf(setting, shown), setting.source === 'default' ? 'dim' : 'plain'),
  ]);
  return [
    line(0, [span('config file  ', 'dim'), span(shown), span(file === null ? ' (there is none)' : '')], 13),
    null,
    { indent: 0, head: ['SETTING', 'VALUE', 'FROM'], rows, elastic: [1, 2], spare: [] },
    ...gaps.flatMap(({ what, detail }) => [
      null,
      line(0, [span('not possible  ', 'dim'), span(`${what}: ${detail}`)], 14),
    ]),
  ];
}

/** What nothing means, by setting. */
const NOTHING: Readonly<Record<string, string>> = {
  observe: 'as long as it takes',
  skip: 'none',
  controllers: 'none',
};

function wordsOf({ key, value, source }: ReportedSetting): string {
  if (typeof value === 'string') return value;
  if (value === null) return source === '-A' ? 'all' : (NOTHING[key] ?? 'not known');
  if (Array.isArray(value)) return value.join(', ') || (NOTHING[key] ?? 'none');
  const names = Object.entries(value).filter(([, name]) => name !== null);
  return names.map(([name, of]) => `${name} ${of}`).join(', ');
}

const SOURCES: Readonly<Record<string, string>> = {
  context: "the context's namespace",
  kubeconfig: "the kubeconfig's current context",
};

function sourceOf({ source, line: at }: ReportedSetting, shown: string): string {
  return source === 'config' ? `${shown}:${at}` : (SOURCES[source] ?? source);
}
