import { recordedFiringSubject } from '../../domain/firings/subject';
import { createSubjectSources, defineSubjectSource } from './subject-sources';

it('finds the source of a resource, once all are there', async () => {
  const list = jest.fn(() => [
    defineSubjectSource({
      resource: 'jobs',
      permission: 'events:read',
      findMany: async (uuids: readonly string[]) =>
        new Map(
          uuids.map((uuid) => [uuid, recordedFiringSubject({ resource: 'jobs', uuid, name: 'nightly', values: {} })]),
        ),
      payload: ({ subject }) => ({ jobName: subject.name }),
    }),
  ]);
  const sources = createSubjectSources(list);
  expect(list).not.toHaveBeenCalled();
  expect((await sources.of('jobs')?.findMany(['j']))?.get('j')?.name).toBe('nightly');
  expect(sources.of('vaults')).toBeUndefined();
  expect(list).toHaveBeenCalledTimes(1);
});
