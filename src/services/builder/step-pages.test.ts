import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stepPage, stepTable, variableTable } from './step-pages';
import { stepKinds } from './steps/kinds';

const docs = path.join(__dirname, '../../../docs');
const pages = path.join(docs, 'steps');
const isWriting = process.env['CERTLOOM_TEST_WRITE'] === '1';

it.each(stepKinds.map((kind) => [kind.code, kind] as const))(
  'docs/steps/%s.md is what the code says; CERTLOOM_TEST_WRITE=1 writes it',
  (code, kind) => {
    const file = path.join(pages, `${code}.md`);
    if (isWriting) mkdirSync(pages, { recursive: true });
    if (isWriting) writeFileSync(file, `${stepPage(kind)}\n`);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(`${stepPage(kind)}\n`);
  },
);

it('has a page for each kind of step and no other', () => {
  const found = readdirSync(pages).map((file) => file.replace(/\.md$/, ''));
  expect(found.sort()).toEqual(stepKinds.map(({ code }) => code).sort());
});

it('has the kinds of steps and the names inside $( ) in docs/builder.md', () => {
  const page = readFileSync(path.join(docs, 'builder.md'), 'utf8');
  expect(page).toContain(`\n${stepTable(stepKinds)}\n`);
  expect(page).toContain(`\n${variableTable()}\n`);
});
