import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { mapped } from '../options';
import { alertOf, scheduleOf } from './alert';

const defaultDays = 30;

/** An alert on certificates that end. */
export const expirationAlertKind = alertOf({
  kind: 'ExpirationAlert',
  code: 'expiration',
  lists: ['ExpirationAlerts'],
  looksUp: ['Collection', 'Authority', 'RaProfile'],
  fits: (value) => 'ExpirationWarningDays' in value,
  own: (item, context) => ({
    thresholds: [daysOf(item)],
    ...collectionOf(item, context),
    includeReplaced: true,
    schedule: scheduleOf(item, context),
  }),
});

function daysOf(item: Place): number {
  const place = item.at('ExpirationWarningDays');
  const days = place.whole();
  if (days === undefined) place.note('threshold_default', `the file has no number of days: ${defaultDays} days before`);
  return days ?? defaultDays;
}

/** Where its collection is not here, it has to get one before it is enabled. */
function collectionOf(item: Place, { options, find, imported }: MappingContext): object {
  const [id, query] = [item.at('CertificateQueryId'), item.at('CertificateQuery')];
  const places = [id, query.at('Id'), query.at('Name')];
  if (query.peek === null) query.take();
  const given = places.flatMap(({ peek }) =>
    typeof peek === 'string' || typeof peek === 'number' ? [String(peek)] : [],
  );
  for (const place of places) place.take();
  const texts = given.filter((one) => one !== '' && one !== '0');
  if (texts.length === 0) return { collectionId: null };
  const wanted = mapped(options.collectionMap, ...texts);
  const here = texts.map((one) => imported('Collection', one)?.name ?? one);
  const names = wanted === undefined ? here : [wanted];
  const found = names.map((name) => find('Collection', name)).find((one) => one !== undefined);
  if (found !== undefined) return { collectionId: found.name };
  const place = query.at('Name').peek === undefined ? id : query.at('Name');
  place.note(
    'collection_unknown',
    `there is no collection ${wanted ?? texts.at(-1) ?? ''}: name one in collectionMap ("${texts[0] ?? ''}": "…"), or choose one before the alert is enabled`,
  );
  return { collectionId: null, needsCollection: true };
}
