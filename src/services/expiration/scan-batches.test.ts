import { start } from '../../../test/support/builders';
import { batchesOf } from './scan-batches';

const certificates = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

describe('batchesOf', () => {
  it.each([
    { count: 0, sizes: [] },
    { count: 1, sizes: [1] },
    { count: 100, sizes: [100] },
    { count: 101, sizes: [100, 1] },
  ])('parts $count certificates', ({ count, sizes }) => {
    expect(batchesOf('scan', start, certificates(count)).map((batch) => batch.certificates.length)).toEqual(sizes);
  });

  it('gives ids that follow from what is carried', () => {
    const [one, two] = [batchesOf('scan', start, ['a', 'b']), batchesOf('scan', start, ['a', 'b'])];
    expect(one).toEqual(two);
    expect(one[0]!.batchId).toMatch(/^scan\.[0-9a-f]{16}$/);
    expect(batchesOf('scan', start, ['a', 'c'])[0]!.batchId).not.toBe(one[0]!.batchId);
  });
});
