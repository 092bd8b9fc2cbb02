import { attributeResources, contentTypes } from '../../attributes/attribute';
import type { ForeignKind } from '../foreign-kind';
import type { Place } from '../ledger';
import { byUuid, system } from './parts';

export const customAttributeKind: ForeignKind = {
  ...{ system, kind: 'CustomAttribute', looksUp: [], lists: ['customAttributes'] },
  fits: (value) => 'name' in value && 'contentType' in value && ('resources' in value || 'properties' in value),
  identify: byUuid('CustomAttribute'),
  map(item, { name }) {
    for (const member of ['uuid', 'name']) item.at(member).take();
    const kindAt = item.at('type');
    if (kindAt.peek !== undefined && kindAt.text()?.toLowerCase() !== 'custom') {
      kindAt.note('not_custom', 'only custom attributes are taken');
      return null;
    }
    const typeAt = item.at('contentType');
    const contentType = contentTypes.find((one) => one === typeAt.text()?.toLowerCase());
    if (contentType === undefined) {
      typeAt.note('type_unknown', `types are ${contentTypes.join(', ')}`);
      return null;
    }
    // Details have them in `properties`, requests beside the name.
    const at = (member: string) =>
      item.at(member).peek === undefined ? item.at('properties').at(member) : item.at(member);
    const flags = ['visible', 'required', 'readOnly', 'list', 'multiSelect', 'extensibleList'];
    const content = item
      .at('content')
      .items()
      .flatMap((one) => contentAt(one, contentType));
    const spec = {
      ...{ description: item.at('description').text() ?? '', label: at('label').text() ?? '', contentType, content },
      ...Object.fromEntries(
        flags.flatMap((flag) => {
          const value = at(flag).flag();
          return value === undefined ? [] : [[flag, value]];
        }),
      ),
      resources: resourcesAt(item.at('resources')),
    };
    if (item.at('content').items().length === 0) item.at('content').take();
    return { objects: [{ kind: 'CustomAttribute', name, spec }] };
  },
};

function contentAt(place: Place, contentType: string): object[] {
  const dataAt = place.at('data');
  const data = contentType === 'secret' || contentType === 'credential' ? dataAt.secret() : dataAt.take();
  const reference = place.at('reference').text();
  place.at('contentType').take();
  return data === undefined ? [] : [{ data, ...(reference === undefined ? {} : { reference }) }];
}

/** Those that have attributes here. */
function resourcesAt(list: Place): string[] {
  const found = list.items().flatMap((place) => {
    const given = place.text()?.toLowerCase() ?? '';
    const known = attributeResources.find((one) => one.toLowerCase() === given || one.toLowerCase() === `${given}s`);
    if (known === undefined) place.note('resource_unmapped', `attributes are of ${attributeResources.join(', ')} here`);
    return known ?? [];
  });
  if (list.items().length === 0) list.take();
  return [...new Set(found)];
}
