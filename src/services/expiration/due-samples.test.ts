import { certificateOf, directoryOf, inDays, start } from '../../../test/support/builders';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import { profileFacts } from './due-samples';

function facts(pages: number) {
  let reads = 0;
  const made = profileFacts({
    stores: {
      expirationCandidates: {
        page: async () => {
          reads += 1;
          const certificates = [certificateOf(`due${reads}`), certificateOf(`far${reads}`, { notAfter: inDays(33) })];
          return { certificates, next: reads < pages ? { notAfter: start, uuid: 'x' } : null };
        },
        findMany: async (uuids) => uuids.map((uuid) => certificateOf(uuid)).reverse(),
      },
      settings: { get: async () => ({ values: defaultPlatformSettings }) as never },
      directory: { snapshot: async () => directoryOf() },
    },
    now: () => start,
  });
  return { ...made, reads: () => reads };
}

describe('samples for a preview', () => {
  it.each([
    { name: 'as many as are wanted', pages: 9, limit: 2, found: ['due1', 'due2'], reads: 2 },
    { name: 'what there is', pages: 1, limit: 9, found: ['due1'], reads: 1 },
    {
      name: 'no more than a few pages',
      pages: 99,
      limit: 99,
      found: ['due1', 'due2', 'due3', 'due4', 'due5'],
      reads: 5,
    },
  ])('are due certificates, $name', async ({ pages, limit, found, reads: expected }) => {
    const { dueCertificates, reads } = facts(pages);
    expect((await dueCertificates(limit)).map(({ uuid }) => uuid)).toEqual(found);
    expect(reads()).toBe(expected);
  });

  it('know the windows and the names of attributes', async () => {
    const { windows, attributeNames } = facts(1);
    expect(await windows()).toEqual([{ threshold: 'P30D', percent: 33 }]);
    expect(await attributeNames()).toEqual(new Set());
  });
});
