import { at, attribute, rulesInMemory } from '../../../test/support/services';
import { recordedFiringSubject, type FiringSubject } from '../../domain/firings/subject';
import type { HistoryDue } from '../../domain/certificates/history';
import { createScriptAttributes } from './script-attributes';
import type { SubjectSource } from './subject-sources';

function world(conflicts = 0, interruptions = 0) {
  let stored = recordedFiringSubject({ resource: 'discoveries', uuid: 'd1', name: 'lab', values: {} });
  const notes: string[] = [];
  let left = conflicts;
  let kills = interruptions;
  let unnoted: HistoryDue[] = [];
  const changes: SubjectSource['changes'] = {
    async change(key, subject, change) {
      if ((left -= 1) >= 0) return null;
      stored = { ...subject, categories: { ...subject.categories, ...change } };
      const due = { key, uuid: subject.uuid, entries: [] };
      unnoted.push(due);
      return due;
    },
    reload: async () => stored,
    unnoted: async () => unnoted,
    async note(changed) {
      if ((kills -= 1) >= 0) throw new Error('killed');
      notes.push(...changed.map(({ key }) => key));
      unnoted = [];
    },
  };
  const source = {
    resource: 'discoveries',
    findMany: async () => new Map([['d1', stored]]),
    changes,
  } as unknown as SubjectSource;
  const apply = createScriptAttributes({
    sources: { of: (resource) => (resource === 'discoveries' ? source : undefined) },
    directory: async () => rulesInMemory().snapshot,
    seal: (text) => text,
    now: () => at,
  });
  return {
    apply,
    notes,
    value: (): FiringSubject['categories']['attributes'][string] | undefined =>
      stored.categories.attributes[attribute.uuid],
  };
}
const firing = { resource: 'discoveries', objectUuid: 'd1' };

it('puts values onto the stored subject, once however often it is done', async () => {
  const { apply, notes, value } = world();
  expect(await apply(firing, { site: 'Brno' }, 'key')).toMatchObject({ changed: true, before: { site: null } });
  expect(value()?.content).toEqual([{ data: 'Brno' }]);
  expect(await apply(firing, { site: 'Brno' }, 'key')).toMatchObject({ changed: false });
  expect(notes).toEqual(['key']);
  expect(await apply(firing, { site: null }, 'key')).toMatchObject({ changed: true });
  expect(value()).toBeUndefined();
});

it('notes what it had changed when it was killed before it could', async () => {
  const { apply, notes } = world(0, 1);
  await expect(apply(firing, { site: 'Brno' }, 'key')).rejects.toThrow('killed');
  expect(await apply(firing, { site: 'Brno' }, 'key')).toMatchObject({ changed: true });
  expect(notes).toEqual(['key']);
});

it('sets all values or none', async () => {
  const { apply, value } = world();
  expect(await apply(firing, { site: 'Brno', nothing: 1 }, 'key')).toMatchObject({ errorCode: 'target_missing' });
  expect(value()).toBeUndefined();
});

it('decides again on what others have changed meanwhile', async () => {
  const { apply } = world(2);
  expect(await apply(firing, { site: 'Brno' }, 'key')).toMatchObject({ changed: true });
});

it('refuses what is no object of values, and subjects that have none', async () => {
  const { apply } = world();
  expect(await apply(firing, ['site'], 'key')).toMatchObject({ errorCode: 'invalid_result' });
  expect(await apply({ resource: 'approvals', objectUuid: 'a' }, {}, 'key')).toMatchObject({
    errorCode: 'action_not_for_resource',
  });
});
