import { certificateOf, at, nothingDue } from '../../../test/support/services';
import { certificateSource } from './subject-source';

it('finds certificates as subjects, and changes them under the revision that was seen', async () => {
  const record = certificateOf('web', { revision: 7 });
  const change = jest.fn(async () => record);
  const source = certificateSource({
    inventory: {
      findMany: async (uuids: readonly string[]) => new Map(uuids.map((uuid) => [uuid, record])),
      find: async () => null,
      change,
    },
    addHistory: async () => undefined,
    historyDue: nothingDue,
  });
  const subject = (await source.findMany([record.uuid])).get(record.uuid)!;
  expect(subject).toMatchObject({ resource: 'certificates', uuid: record.uuid, name: 'web' });
  const due = await source.changes?.change('f-1', subject, { groups: ['g'] }, at);
  expect(due).toMatchObject({ key: 'f-1', uuid: record.uuid, entries: [{ event: 'updateGroups' }] });
  expect(change).toHaveBeenCalledWith(record.uuid, 7, { groups: ['g'] }, at, { due });
  expect(await source.changes?.reload(subject)).toBeUndefined();
});
