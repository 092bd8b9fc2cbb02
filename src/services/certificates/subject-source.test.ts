import { certificateOf, at } from '../../../test/support/services';
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
  });
  const subject = (await source.findMany([record.uuid])).get(record.uuid)!;
  expect(subject).toMatchObject({ resource: 'certificates', uuid: record.uuid, name: 'web' });
  await source.changes?.change(subject, { groups: ['g'] }, at);
  expect(change).toHaveBeenCalledWith(record.uuid, 7, { groups: ['g'] }, at);
  expect(await source.changes?.reload(subject)).toBeUndefined();
});
