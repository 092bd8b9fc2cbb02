import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { alertInput } from '../api/alerts/schemas';
import { settingRows } from '../config/describe';
import { validateCondition } from '../domain/conditions/validate';
import { lintPwsh } from '../domain/scripts/lint/lint';
import { modelOfTokens } from '../domain/scripts/powershell/token-model';
import { createPatternEngine } from '../services/firings/pattern-engine';
import { administratorKeyReplaced } from '../services/identity/administrator-key';
import { purgeOperation } from '../store/audit/chain';
import { markLostOperation } from '../store/audit/writer';
import { configurationTable } from './configuration-table';
import { fieldTables, operatorTable, particularTables } from './field-table';
import { tokenTable } from './token-table';

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
    expect(read('docs/fields.md')).toContain(`\n${particularTables()}\n`);
  });
});

describe('docs/alerts.md', () => {
  it('has the table of tokens as it is in the code', () =>
    expect(read('docs/alerts.md')).toContain(`\n${tokenTable()}\n`));
});

describe('docs/from-powershell-handlers.md', () => {
  const handlers = [
    ...read('docs/from-powershell-handlers.md').matchAll(/<!-- lint: (.+) -->\n\n```powershell\n([\s\S]*?)```/g),
  ].map(([, rules, text]) => ({ rules: rules!, text: text! }));
  const rulesIn = (text: string, windows: boolean) => {
    const settings = { categories: ['handler'] as const, strict: false, windows, reuse: true };
    const context = { ...settings, shared: new Set<string>(), parameters: [] };
    return lintPwsh(modelOfTokens(text), context).map(({ rule }) => rule);
  };

  it('has handlers', () => expect(handlers.length).toBeGreaterThan(4));

  it.each(handlers)('says what the linter finds ($rules)', ({ rules, text }) =>
    expect(rulesIn(text, true).join(' ') || 'none').toBe(rules),
  );

  it('shows an alert that can be saved, and handlers in its place', () => {
    const page = read('docs/from-powershell-handlers.md');
    const alert = JSON.parse(/<<'JSON'.*\n([\s\S]*?)\n *JSON\n/.exec(page)![1]!) as object;
    const more = JSON.parse(`{${/```json\n("handlers"[\s\S]*?)```/.exec(page)![1]}}`) as object;
    expect(alertInput.safeParse(alert).error).toBeUndefined();
    expect(alertInput.safeParse({ ...alert, ...more, semantics: 'native' }).error).toBeUndefined();
  });

  it('has one in which a time out of JSON is found without `windows`', () =>
    expect(handlers.flatMap(({ text }) => rulesIn(text, false))).toContain('PS011'));
});

describe('docs/operations.md', () => {
  it('has the operations of the audit log as they are in the code', () => {
    const heading = read('docs/operations.md').split('\n## Audit log\n')[1]!.split('\n## ')[0]!;
    const rows = [...heading.matchAll(/^\| (`.*`) \| (`.*) \|$/gm)].flatMap(([, resources, operations]) =>
      operationsOfRow(namesIn(resources!), namesIn(operations!)),
    );
    expect(rows.toSorted()).toEqual([...auditedInCode()].toSorted());
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

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
}

/** `resource operation` for each; an area ends in a dot and stands before its verbs. Several resources have one area each. */
function operationsOfRow(resources: readonly string[], names: readonly string[]): string[] {
  let areas: string[] = [];
  let isAfterVerb = false;
  return names.flatMap((name) => {
    if (name.endsWith('.')) {
      areas = isAfterVerb ? [name] : [...areas, name];
      isAfterVerb = false;
      return [];
    }
    isAfterVerb = true;
    if (name.includes('.')) return [`${resources[0]} ${name}`];
    return areas.map((area, index) => `${resources.length === 1 ? resources[0] : resources[index]} ${area}${name}`);
  });
}

/** Routes and services write operation and resource side by side; what the product records by itself stands in constants. */
function auditedInCode(): Set<string> {
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const pairs = sources.flatMap((name) => [
    ...read(path.join('src', name)).matchAll(/operation: '([a-z-]+\.[a-z-]+)',\s*resource: '(\w+)'/g),
  ]);
  const { resource, operation } = administratorKeyReplaced('', new Date(0));
  return new Set([
    ...pairs.map(([, code, type]) => `${type} ${code}`),
    `${resource.type} ${operation}`,
    `auditLog ${purgeOperation}`,
    `auditLog ${markLostOperation}`,
  ]);
}
