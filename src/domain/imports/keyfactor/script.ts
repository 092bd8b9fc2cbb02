import { reservedScriptNames, scriptCategories, type ScriptCategory } from '../../scripts/script';
import type { ForeignKind } from '../foreign-kind';
import { idAt, nameAt } from '../identity';
import { mapped } from '../options';

const longestName = 100;

/** A script of Command: PowerShell with its categories. */
export const scriptKind: ForeignKind = {
  system: 'keyfactor-command',
  kind: 'Script',
  looksUp: ['Script'],
  lists: ['Scripts'],
  fits: (value) => typeof value['Contents'] === 'string' && typeof value['Name'] === 'string',
  identify: (item) => ({
    id: idAt(item.at('Id')),
    target: { kind: 'Script', name: scriptNameOf(nameAt(item.at('Name'), 'script')) },
  }),
  map(item, { name, options }) {
    item.at('Id').take();
    const given = item.at('Name').text() ?? '';
    if (scriptNameOf(given) !== given) {
      item
        .at('Name')
        .note(
          'name_changed',
          `names of scripts hold letters, digits, dots, - and _: it becomes ${scriptNameOf(given)}`,
        );
    }
    const content = item.at('Contents').text() ?? '';
    const categories = new Set<ScriptCategory>();
    for (const place of item.at('Categories').items()) {
      const text = place.text() ?? '';
      const wanted = mapped(options.categoryMap, text) ?? text.toLowerCase();
      const known = scriptCategories.find((category) => category === wanted);
      categories.add(known ?? 'shared');
      if (known === undefined) {
        place.note(
          'category_unknown',
          `categories are ${scriptCategories.join(', ')}; it becomes shared, unless categoryMap says otherwise`,
        );
      }
    }
    if (item.at('Categories').items().length === 0) item.at('Categories').take();
    const spec = {
      ...{ runtime: 'pwsh', content, windows: true, reuse: true, allowLintErrors: true },
      categories: categories.size === 0 ? ['shared'] : [...categories],
    };
    return { objects: [{ kind: 'Script', name, spec }] };
  },
};

/** A name as scripts may have it. */
export function scriptNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, longestName);
  return plain === '' ? 'script' : reservedScriptNames.includes(plain.toLowerCase()) ? `${plain}-1` : plain;
}
