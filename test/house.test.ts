// The law of the house: which room may import which, who may touch the process and the clock, and how large a file may grow.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';

interface Room {
  /** Rooms it may import, besides itself. */
  readonly rooms: readonly string[];
  /** Packages it may import. Node's own modules are for the rooms that touch the world. */
  readonly packages: readonly string[];
  /** Whether it may use `process`, timers, the clock and Node's own modules. */
  readonly world: boolean;
}

const ROOMS: Readonly<Record<string, Room>> = {
  'src/main.ts': { rooms: ['cli', 'commands'], packages: ['@oclif/core'], world: true },
  'src/commands': {
    rooms: ['cli', 'cluster', 'practice', 'checks', 'report', 'logs', 'elector', 'election', 'access', 'actions'],
    packages: ['@oclif/core'],
    world: false,
  },
  'src/cli': {
    rooms: ['cluster', 'practice', 'report', 'checks', 'logs', 'elector', 'election', 'access', 'actions', 'manifests'],
    packages: ['@oclif/core', '@inquirer/input', 'ora', 'yaml', 'ajv'],
    world: true,
  },
  'src/cluster': {
    rooms: ['logs', 'election', 'access'],
    packages: ['@kubernetes/client-node', 'proxy-from-env'],
    world: true,
  },
  'src/actions': { rooms: ['election', 'access', 'cluster'], packages: [], world: false },
  'src/checks': { rooms: ['logs', 'election', 'access', 'manifests'], packages: [], world: false },
  'src/report': {
    rooms: ['logs', 'election', 'elector', 'checks', 'access', 'actions'],
    packages: ['chalk', 'cli-table3', 'js-yaml', 'fast-xml-parser'],
    world: false,
  },
  'src/elector': { rooms: ['election'], packages: [], world: false },
  'src/logs': { rooms: [], packages: [], world: false },
  'src/access': { rooms: [], packages: [], world: false },
  'src/manifests': { rooms: ['election', 'access', 'cluster'], packages: ['yaml', 'ajv'], world: false },
  'src/practice': {
    rooms: ['elector', 'election', 'access'],
    packages: ['asn1js', 'js-yaml', 'pbf', 'rfc6902'],
    world: true,
  },
  'src/election': { rooms: ['logs', 'access'], packages: [], world: false },
};

/** Rooms that are loaded only when they are needed: elsewhere their values come by `import()`, their types freely. */
const LAZY = ['src/cluster', 'src/practice'];
const ALWAYS_FREE = new Set([
  'src/cluster/cluster-error.ts',
  // pure translations of objects, which manifests hold as well as a cluster
  'src/cluster/json.ts',
  'src/cluster/translate-around.ts',
  'src/cluster/translate-surroundings.ts',
  'src/cluster/translate-workload.ts',
]);
const FORBIDDEN_NAMES = /(^|\/)(utils?|helpers?|common|shared|lib|misc)(\/|\.ts$)/;
const WORLD =
  /(?<![-\w])process\.|\bDate\.now\b|\bnew Date\(\)|\bsetTimeout\b|\bsetInterval\b|\bperformance\.now\b|\bMath\.random\b/;
/** Parts of the practice room that run on a clock they are handed, and so may not touch the world (docs/decisions/0005). */
const HANDED_CLOCK = /^src\/practice\/(objects|kinds|world|scenarios)\//;
/** style.md's 200, and a little air for lists that are one thing. */
const MOST_LINES = 210;

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

const files = readdirSync('src', { recursive: true })
  .map((file) => join('src', String(file)))
  .filter((file) => file.endsWith('.ts'));

function sourceOf(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Code without comments and strings' contents left as they are: enough to see what is used. */
function codeOf(file: string): string {
  return sourceOf(file).replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
}

function importsOf(file: string): Import[] {
  const source = sourceOf(file);
  const fixed = [...source.matchAll(/^(?:import|export)(\s+type)?\s[^;]*?from '([^']+)';/gm)].map(([, type, from]) => ({
    from: from as string,
    typeOnly: type !== undefined,
    lazy: false,
  }));
  const lazy = [...source.matchAll(/\bimport\('([^']+)'\)/g)].map(([, from]) => ({
    from: from as string,
    typeOnly: false,
    lazy: true,
  }));
  return [...fixed, ...lazy];
}

function roomOf(file: string): string {
  return file === 'src/main.ts' ? file : file.split('/').slice(0, 2).join('/');
}

function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the house', () => {
  it('has a law for every room, and every room of the law', () => {
    assert.deepEqual([...new Set(files.map(roomOf))].sort(), Object.keys(ROOMS).sort());
  });
  for (const file of files) {
    const law = ROOMS[roomOf(file)];
    const world = law?.world === true && !HANDED_CLOCK.test(file);
    it(file, () => {
      assert.ok(law, 'no law');
      assert.doesNotMatch(file, FORBIDDEN_NAMES);
      const lines = sourceOf(file).split('\n').length;
      assert.ok(lines <= MOST_LINES, `${lines} lines`);
      assert.match(sourceOf(file), /^\/\/ \S/, 'a lead comment says what the file holds');
      for (const { from, typeOnly, lazy } of importsOf(file)) {
        if (from.startsWith('node:')) {
          assert.ok(world, `${from} in a room that does not touch the world`);
          continue;
        }
        if (!from.startsWith('.')) {
          assert.ok(law.packages.includes(packageOf(from)), `the package ${from}`);
          continue;
        }
        const target = normalize(join(dirname(file), from));
        const room = roomOf(target);
        if (room !== roomOf(file)) assert.ok(law.rooms.includes(room.replace('src/', '')), `the room ${room}`);
        const crosses = LAZY.includes(room) && roomOf(file) !== room;
        assert.ok(!crosses || typeOnly || lazy || ALWAYS_FREE.has(target), `${from} must be a type or an import()`);
      }
      if (!world) assert.doesNotMatch(codeOf(file), WORLD);
    });
  }
  it('starts without what only a command at work needs: a start is a feature', () => {
    const reached = new Set<string>();
    const open = ['src/main.ts'];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      for (const { from, typeOnly, lazy } of importsOf(file)) {
        if (from.startsWith('.') && !typeOnly && !lazy) open.push(normalize(join(dirname(file), from)));
      }
    }
    const heavy = /^src\/(actions|access|elector|practice|report\/(paint|report|views)|checks\/index)/;
    assert.deepEqual(
      [...reached].filter((file) => heavy.test(file)),
      [],
    );
    assert.ok(reached.size > 20 && reached.size < 80, `${reached.size} files`);
  });
  it('keeps commands small', () => {
    for (const file of files.filter((name) => name.startsWith('src/commands/'))) {
      assert.ok(sourceOf(file).split('\n').length <= 80, file);
    }
  });
});

describe('this test', () => {
  it('sees the imports there are', () => {
    const all = files.flatMap(importsOf);
    assert.ok(all.length > 150, String(all.length));
    assert.ok(importsOf('src/cli/base-command.ts').some(({ from, lazy }) => lazy && from === '../cluster/index.ts'));
    assert.ok(importsOf('src/cluster/kubeconfig.ts').some(({ from }) => from.startsWith('@kubernetes/client-node')));
    assert.ok(importsOf('src/report/status-view.ts').some(({ from, typeOnly }) => typeOnly && from === './report.ts'));
  });
});
