import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createSourceFile, forEachChild, isFunctionLike, preProcessFile, ScriptTarget, type Node } from 'typescript';

/** docs/architecture.md, "Rooms": a capability has the same folder name in every room it needs. */
const capabilities = [
  'alerts',
  'approvals',
  'attributes',
  'audit',
  'authorities',
  'builder',
  'certificates',
  'collections',
  'compat',
  'configuration',
  'connections',
  'data-copies',
  'discoveries',
  'event-log',
  'events',
  'expiration',
  'firings',
  'identity',
  'imports',
  'jobs',
  'live',
  'notifications',
  'operations',
  'plugins',
  'scripts',
  'secrets',
  'settings',
  'sign-in',
  'ssh-keys',
  'triggers',
  'uploads',
  'validation',
  'views',
  'workers',
];

/** Folders that are no capability, and what for. */
const otherFolders: Readonly<Record<string, readonly string[]>> = {
  domain: ['values', 'conditions', 'actions'], // what several capabilities are made of
  store: ['database'], // what every collection needs
  services: ['work'], // how work is carried out, whatever it is about
  api: ['http', 'conditions'], // the frame round every route, and what triggers and searches share
};

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ts'));
const files = sources.filter((file) => !file.endsWith('.test.ts'));
const text = new Map(files.map((file) => [file, readFileSync(path.join(__dirname, file), 'utf8')]));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe.each(Object.entries(otherFolders))('room %s', (room, others) => {
  it('has folders of known capabilities only', () => {
    const folders = readdirSync(path.join(__dirname, room), { withFileTypes: true }).filter((e) => e.isDirectory());
    const unknown = folders.map(({ name }) => name).filter((name) => ![...capabilities, ...others].includes(name));
    expect(unknown).toEqual([]);
  });
});

describe('capabilities', () => {
  it.each(capabilities)('%s has a folder in some room', (name) =>
    expect(files.some((file) => file.split('/')[1] === name)).toBe(true),
  );
});

describe('services', () => {
  it('each have a test beside them; files of types only need none', () => {
    // Descriptions of step kinds have one test for all of them, steps/kinds.test.ts.
    const isDescription = /^services\/builder\/steps\/\w+\/kind\.ts$/;
    const services = files.filter(
      (file) => file.startsWith('services/') && !isDescription.test(file) && doesSomething(file),
    );
    const untested = services.filter((file) => !sources.includes(file.replace(/\.ts$/, '.test.ts')));
    expect(services.length).toBeGreaterThan(0);
    expect(untested).toEqual([]);
  });

  it.each([
    ['services/logger.ts', false],
    ['services/firings/occurrence.ts', false],
    ['services/firings/admit.ts', true],
  ])('%s does something: %s', (file, expected) => expect(doesSomething(file)).toBe(expected));
});

describe('imports', () => {
  it('make no circle of files, types included', () => expect(circleIn(imports)).toBeUndefined());

  it('make no circle of folders of the domain', () => {
    const folders = new Map<string, string[]>();
    for (const [file, imported] of imports) {
      if (!file.startsWith('domain/')) continue;
      const from = path.posix.dirname(file);
      const to = imported.map((other) => path.posix.dirname(other)).filter((other) => other !== from);
      folders.set(from, [...(folders.get(from) ?? []), ...to]);
    }
    expect(circleIn(folders)).toBeUndefined();
  });
});

describe('files', () => {
  const lines = files.map((file) => text.get(file)!.split('\n').length).sort((a, b) => a - b);

  it('have at most 350 lines', () =>
    expect(files.filter((file) => text.get(file)!.split('\n').length > 350)).toEqual([]));

  it('have fewer than 100 lines mostly', () => expect(lines[Math.floor(lines.length / 2)]!).toBeLessThan(100));
});

/** Whether a function with a body stands in the file, at whatever depth; signatures in types are none. */
function doesSomething(file: string): boolean {
  const isFunction = (node: Node) => isFunctionLike(node) && 'body' in node && node.body !== undefined;
  const holdsOne = (node: Node): boolean => isFunction(node) || forEachChild(node, holdsOne) === true;
  return holdsOne(createSourceFile(file, text.get(file)!, ScriptTarget.Latest));
}

function importsOf(file: string): string[] {
  return preProcessFile(text.get(file)!, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name))
    .flatMap((name) => [`${name}.ts`, `${name}/index.ts`].filter((candidate) => text.has(candidate)));
}

/** Some circle, its first member again at its end; undefined when there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, way: readonly string[]): string[] | undefined => {
    const start = way.indexOf(node);
    if (start >= 0) return [...way.slice(start), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...way, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
