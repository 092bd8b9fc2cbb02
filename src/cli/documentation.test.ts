import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { settingRows } from '../config/describe';
import { validateCondition } from '../domain/conditions/validate';
import { createPatternEngine } from '../services/firings/pattern-engine';
import { configurationTable } from './configuration-table';
import { fieldTables, operatorTable } from './field-table';

const root = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

describe('README.md', () => {
  it('has the table of all settings as it is in the code', () => {
    expect(read('README.md')).toContain(`\n${configurationTable()}\n`);
  });

  it.each(settingRows.map(({ name }) => name))('names %s', (name) =>
    expect(read('README.md')).toContain(`\`${name}\``),
  );
});

describe('docs/fields.md', () => {
  it('has the tables of fields and operators as they are in the code', () => {
    expect(read('docs/fields.md')).toContain(`\n${fieldTables()}\n`);
    expect(read('docs/fields.md')).toContain(`\n${operatorTable()}\n`);
  });
});

describe.each(pages)('%s', (page) => {
  it('links to files and headings that exist', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => target!);
    const broken = links.filter((link) => {
      const [file = '', heading] = link.split('#');
      const target = path.join(path.dirname(page), file);
      return !existsSync(path.join(root, target)) || (heading !== undefined && !headingsOf(target).includes(heading));
    });
    expect(broken).toEqual([]);
  });
});

describe('docs/concepts.md', () => {
  const examples = [...read('docs/concepts.md').matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text!);

  it('has examples', () => expect(examples.length).toBeGreaterThan(10));

  it.each(examples)('shows a condition that can be saved: %s', (text) => {
    const checked = validateCondition(JSON.parse(text), {
      scope: 'certificate_uploaded',
      stage: 'action',
      attributes: [],
      patterns: createPatternEngine(),
    });
    expect(checked).toMatchObject({ warnings: [] });
  });
});

function headingsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
}
