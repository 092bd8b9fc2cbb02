import type { ForeignKind } from '../foreign-kind';
import { idAt, nameAt } from '../identity';
import { translateQuery } from './query';
import { QueryFault } from './query-words';

/** A certificate collection: a query with a name. */
export const collectionKind: ForeignKind = {
  system: 'keyfactor-command',
  kind: 'Collection',
  looksUp: ['Collection', 'CustomAttribute'],
  lists: ['Collections'],
  fits: (value) =>
    typeof value['Name'] === 'string' &&
    ('DuplicationField' in value || 'ShowOnDashboard' in value) &&
    ('Content' in value || 'Query' in value),
  identify: (item) => ({
    id: idAt(item.at('Id')),
    target: { kind: 'Collection', name: nameAt(item.at('Name'), 'Collection') },
  }),
  map(item, { name, caller, find }) {
    item.at('Id').take();
    item.at('Name').text();
    const description = item.at('Description').text() ?? '';
    const showOnDashboard = item.at('ShowOnDashboard').flag() ?? false;
    const favorite = item.at('Favorite').flag() ?? false;
    item.at('DuplicationField').keep('duplicates_shown', 'collections here show every certificate');
    const place = item.at('Content', 'Query');
    const attribute = (wanted: string) => {
      const found = find('CustomAttribute', wanted);
      return found === undefined ? undefined : { name: found.name, contentType: String(found.view['contentType']) };
    };
    try {
      const { query, notes } = translateQuery(place.text() ?? '', { attribute, caller });
      for (const { code, message } of notes) place.note(code, message);
      return { objects: [{ kind: 'Collection', name, spec: { description, query, favorite, showOnDashboard } }] };
    } catch (error) {
      if (!(error instanceof QueryFault)) throw error;
      const { at, text, message } = error;
      place.note('query_unsupported', `at character ${at}${text === '' ? '' : `, "${text.slice(0, 80)}"`}: ${message}`);
      return null;
    }
  },
};
