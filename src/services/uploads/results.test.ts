import { uploadRow } from '../../../test/support/services';
import { isOpen, openRows, refusal, resultOfRow, withResults, type ItemResult } from './results';

const item = (row: string, status: ItemResult['status']): ItemResult => ({
  ...{ index: 0, row, status, code: null },
  fingerprint: `fp-${row}`,
  certificateUuid: `c-${row}`,
});
const upload = (...items: ItemResult[]) => ({ uploadId: 'u', isBundle: items.length > 1, items });

describe('results of uploads', () => {
  it.each([
    ['stored', { status: 'stored', code: null, certificateUuid: 'c-a' }],
    ['ignored', { status: 'ignored', code: 'certificate_ignored', certificateUuid: null }],
    ['duplicate', { status: 'failed', code: 'certificate_duplicate', certificateUuid: null }],
    ['failed', { status: 'failed', code: 'internal', certificateUuid: null }],
    ['pending', { status: 'processing', certificateUuid: 'c-a' }],
  ] as const)('%s', (result, expected) => {
    const { items } = withResults(upload(item('a', 'processing')), new Map([['a', result]]));
    expect(items).toMatchObject([expected]);
  });

  it('stay open while one item is processed', () => {
    const both = upload(item('a', 'stored'), item('b', 'processing'));
    expect([isOpen(both), openRows(both)]).toEqual([true, ['b']]);
    expect(isOpen(upload(item('a', 'failed')))).toBe(false);
  });

  it('name the certificate of a stored row only', () => {
    expect(resultOfRow(uploadRow('a', { status: 'stored' }))).toMatchObject({ certificateUuid: 'c-a' });
    expect(resultOfRow(uploadRow('a', { status: 'ignored' }))).toMatchObject({ certificateUuid: null });
  });

  it('refuse a duplicate with the certificate that it duplicates, and a race with a time to ask again', () => {
    expect(refusal({ ...item('a', 'failed'), code: 'certificate_duplicate' })).toMatchObject({
      code: 'certificate_duplicate',
      more: { extra: { certificateUuid: 'c-a' } },
    });
    expect(refusal({ ...item('a', 'failed'), code: 'upload_in_progress' })).toMatchObject({
      code: 'upload_in_progress',
      more: { retryAfterSeconds: 2 },
    });
  });
});
