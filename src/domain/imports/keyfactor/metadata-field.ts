import type { ContentType } from '../../attributes/attribute';
import type { ForeignKind } from '../foreign-kind';
import { idAt, nameAt } from '../identity';

/** Data types there, by number and by name. */
const types: Readonly<Record<string, ContentType | 'choice'>> = {
  ...{ '1': 'string', string: 'string', text: 'string' },
  ...{ '2': 'integer', integer: 'integer', int: 'integer' },
  ...{ '3': 'date', date: 'date', '4': 'boolean', boolean: 'boolean', bool: 'boolean' },
  ...{ '5': 'choice', multiplechoice: 'choice', 'multiple choice': 'choice' },
  ...{ '6': 'text', bigtext: 'text', 'big text': 'text', '7': 'string', email: 'string', 'e-mail': 'string' },
};

/** A metadata field of certificates: a custom attribute. */
export const metadataFieldKind: ForeignKind = {
  system: 'keyfactor-command',
  kind: 'MetadataField',
  looksUp: ['CustomAttribute'],
  lists: ['MetadataFields'],
  fits: (value) =>
    typeof value['Name'] === 'string' &&
    'DataType' in value &&
    ('Hint' in value || 'Enrollment' in value || 'Options' in value),
  identify: (item) => ({
    id: idAt(item.at('Id')),
    target: { kind: 'CustomAttribute', name: nameAt(item.at('Name'), 'Attribute') },
  }),
  map(item, { name }) {
    item.at('Id').take();
    item.at('Name').text();
    const description = item.at('Description').text() ?? '';
    const place = item.at('DataType');
    const given = place.text() ?? '';
    const type = types[given.trim().toLowerCase()];
    if (type === undefined) place.note('type_unknown', 'there is no such data type here; it becomes a text');
    const options = type === 'choice' ? optionsOf(item.at('Options').texts()) : [];
    const spec = {
      description,
      contentType: type === 'choice' || type === undefined ? 'string' : type,
      list: options.length > 0,
      content: options.map((data) => ({ data })),
    };
    return { objects: [{ kind: 'CustomAttribute', name, spec }] };
  },
};

/** Options in a list, or in one text with commas. */
function optionsOf(texts: readonly string[]): string[] {
  const split = texts.length === 1 ? texts[0]!.split(/[,;]/) : texts;
  return [...new Set(split.map((one) => one.trim()).filter((one) => one !== ''))];
}
