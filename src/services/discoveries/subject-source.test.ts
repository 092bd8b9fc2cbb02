import { discoveryOf } from '../../../test/support/discoveries';
import { noCategories } from '../../domain/firings/subject';
import { discoverySource } from './subject-source';

type Told = Parameters<ReturnType<typeof discoverySource>['payload']>[0];

function world() {
  const stored = { now: discoveryOf({ status: 'completed', message: 'All new.', totalCertificateDiscovered: 4 }) };
  const source = discoverySource({
    byIds: async (uuids) => [stored.now].filter(({ uuid }) => uuids.includes(uuid)),
    find: async (uuid) => (uuid === stored.now.uuid ? stored.now : undefined),
    async setAttributes(_uuid, revision, customAttributes) {
      if (stored.now.revision !== revision) return null;
      return (stored.now = { ...stored.now, customAttributes, revision: revision + 1 });
    },
  });
  return { stored, source };
}

const site = { name: 'site', contentType: 'string', content: [{ data: 'dc1' }] } as const;
const at = new Date('2030-01-01T00:00:00Z');

describe('discoveries as subjects', () => {
  it('D01 are found again as they are now, and tell what the end of a run tells', async () => {
    const { source } = world();
    const found = await source.findMany(['d-1', 'gone']);
    expect([...found.keys()]).toEqual(['d-1']);
    const subject = found.get('d-1')!;
    expect(subject).toMatchObject({ resource: 'discoveries', name: 'nightly' });
    expect(source.payload({ subject, categories: noCategories, objectUuid: 'd-1' } as Told)).toMatchObject({
      ...{ discoveryUuid: 'd-1', discoveryName: 'nightly', discoveryStatus: 'completed' },
      ...{ totalCertificateDiscovered: 4, discoveryMessage: 'All new.' },
    });
  });

  it('take custom attributes, in the revision that was seen and no other', async () => {
    const { source, stored } = world();
    const subject = (await source.findMany(['d-1'])).get('d-1')!;
    const { change, reload } = source.changes!;
    expect(await change('f-1', subject, { owner: 'u-2' }, at)).toBeNull();
    expect(await change('f-1', subject, { attributes: { a: site } }, at)).toEqual({
      ...{ key: 'f-1', uuid: 'd-1', entries: [] },
    });
    expect(stored.now).toMatchObject({ customAttributes: { a: site }, revision: 2 });
    expect(await change('f-1', subject, { attributes: {} }, at)).toBeNull();
    expect(await reload(subject)).toMatchObject({ categories: { attributes: { a: site } } });
  });
});
