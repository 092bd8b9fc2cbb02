import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(__dirname, '..');
/** What looks like the id of an acceptance case, however it is spelled. */
const idLike = /^(?:[a-z]+-)?[A-Z]{1,3}\d{1,3}(?=[ ,:;.)]|$)/;

const testFiles = ['src', 'test'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(root, folder, name)),
);

/** The ids that a name begins with. */
function idsOf(name: string): string[] {
  const ids: string[] = [];
  for (let rest = name; ; rest = rest.slice(ids.at(-1)!.length + 1)) {
    const [id] = idLike.exec(rest) ?? [];
    if (id === undefined) return ids;
    ids.push(id);
  }
}

/** Names of tests and of their groups, and the texts that rows of a table put into them. */
function namesIn(file: string): string[] {
  const names: string[] = [];
  const keep = (node: ts.Node | undefined) => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) names.push(node.text);
    if (ts.isTemplateExpression(node)) names.push(node.head.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(?:it|test|describe)\b/.test(node.expression.getText())) keep(node.arguments[0]);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'name') keep(node.initializer);
    if (ts.isArrayLiteralExpression(node)) keep(node.elements[0]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true));
  return names;
}

/** The ids of a page's list, in its order. */
const listed = [...readFileSync(path.join(root, 'docs', 'acceptance.md'), 'utf8').matchAll(/^- \*\*(\S+)\*\* /gm)].map(
  ([, id]) => id!,
);
const tested = new Set(
  testFiles.flatMap((file) =>
    namesIn(file)
      .filter((name) => name.includes(' '))
      .flatMap(idsOf),
  ),
);

describe('docs/acceptance.md', () => {
  it('lists each case once', () => expect(listed).toEqual([...new Set(listed)]));

  it('lists cases that have a test', () => {
    expect(listed.filter((id) => !tested.has(id))).toEqual([]);
    expect(listed.length).toBeGreaterThan(90);
  });

  it('lists the cases of all tests', () => expect([...tested].filter((id) => !listed.includes(id)).sort()).toEqual([]));
});
