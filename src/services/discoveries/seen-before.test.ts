import type { DiscoveryRun } from '../../domain/discoveries/discovery';
import type { Place } from '../../domain/discoveries/places';
import { createSeenBefore } from './seen-before';

const found: Readonly<Record<string, readonly { certificateUuid: string; places: readonly Place[] }[]>> = {
  'd-1.2': [
    { certificateUuid: 'c-1', places: [{ path: 'https://ct/?id=1' }, { host: 'www' }] },
    { certificateUuid: 'c-2', places: [{ path: 'https://ct/?id=2' }, { path: 'https://ct/?id=3' }] },
  ],
  'd-1.1': [{ certificateUuid: 'c-0', places: [{ path: 'https://ct/?id=1' }, { path: 'https://ct/?id=9' }] }],
};

it('knows the certificates of the latest earlier runs by path, the last one first', async () => {
  const list = jest.fn(async () => ['d-1.2', 'd-1.1'].map((id) => ({ id }) as DiscoveryRun));
  const seenBefore = createSeenBefore({
    runs: { list },
    rows: {
      async *placed(run) {
        yield* found[run]!;
      },
    },
  });
  expect([...(await seenBefore({ discovery: 'd-1', number: 3 }))].sort()).toEqual([
    ['https://ct/?id=1', 'c-1'],
    ['https://ct/?id=2', 'c-2'],
    ['https://ct/?id=3', 'c-2'],
    ['https://ct/?id=9', 'c-0'],
  ]);
  expect(list).toHaveBeenCalledWith('d-1', 3, 3);
});
