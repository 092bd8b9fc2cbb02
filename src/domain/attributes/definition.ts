import { isStorableText } from '../values/scalars';
import type { Fault } from '../problem';
import { attributeResources, contentTypes, isSecretType, type AttributeDefinition } from './attribute';
import { datumKey, readContent } from './values';

const limits = { name: 200, label: 200, description: 2_000 } as const;

/**
 * What is wrong with a definition, all of it; pointers are into the definition. Codes: `bad_name`, `too_long`,
 * `unknown_content_type`, `bad_resources`, `too_many_defaults`, `options_missing`, `duplicate_option`,
 * `secret_content` (a definition is shown to everybody, so it holds no secrets) and those of `readContent`.
 */
export function checkDefinition(definition: AttributeDefinition): Fault[] {
  const { name, label, description, contentType, resources, content, list, multiSelect, extensibleList } = definition;
  const faults: Fault[] = [];
  const refuse = (pointer: string, code: string, detail: string) => void faults.push({ pointer, code, detail });

  if (!isName(name))
    refuse('/name', 'bad_name', `Expected 1 to ${limits.name} characters, NFC, no control characters.`);
  if (label.length > limits.label) refuse('/label', 'too_long', `At most ${limits.label} characters.`);
  if (description.length > limits.description)
    refuse('/description', 'too_long', `At most ${limits.description} characters.`);
  const known = resources.filter((resource) => attributeResources.includes(resource));
  if (known.length === 0 || known.length < resources.length || new Set(known).size < known.length)
    refuse('/resources', 'bad_resources', `Expected some of: ${attributeResources.join(', ')}; each once.`);
  if (!contentTypes.includes(contentType)) {
    refuse('/contentType', 'unknown_content_type', `Expected one of: ${contentTypes.join(', ')}.`);
    return faults;
  }

  const read = readContent(content, contentType, '/content');
  if ('faults' in read) return [...faults, ...read.faults];
  if (isSecretType(contentType) && content.length > 0)
    refuse('/content', 'secret_content', 'A secret has no default and no options, because definitions are shown.');
  if (!list && !multiSelect && content.length > 1)
    refuse('/content', 'too_many_defaults', 'An attribute with one value has one default.');
  if (list && !extensibleList && content.length === 0)
    refuse('/content', 'options_missing', 'A list that is not extensible needs options.');
  if (list && new Set(read.content.map(({ data }) => datumKey(data))).size < content.length)
    refuse('/content', 'duplicate_option', 'Each option stands once.');
  return faults;
}

function isName(name: string): boolean {
  return (
    name.trim() !== '' &&
    name === name.trim() &&
    name.length <= limits.name &&
    name === name.normalize('NFC') &&
    isStorableText(name) &&
    !/\p{Cc}/u.test(name)
  );
}
