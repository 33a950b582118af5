// What a command takes as an argument stands on its line: oclif would else read it from a standard input that is no terminal,
// so that a loop over `while read` would lose its next line to b7le, and a stray line would name what is written to.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Known {
  readonly id?: string;
  readonly args?: Readonly<Record<string, { readonly ignoreStdin?: boolean }>>;
}

describe('no argument is read from standard input', () => {
  for (const file of readdirSync('src/commands')) {
    it(file, async () => {
      const commands = Object.values((await import(`../../src/commands/${file}`)) as Record<string, Known>);
      const own = commands.filter(({ id }) => id !== undefined);
      assert.ok(own.length > 0, 'it holds a command');
      for (const { args = {} } of own) {
        for (const [name, { ignoreStdin }] of Object.entries(args)) assert.equal(ignoreStdin, true, name);
      }
    });
  }
});
