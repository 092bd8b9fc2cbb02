import { CertloomError } from '../../domain/problem';
import type { ItemResult } from '../../services/uploads/results';
import { answer, type AnswerContext } from './answers';

const itemOf = (index: number, change: Partial<ItemResult>): ItemResult => ({
  ...{ index, row: `row-${index}`, fingerprint: null, status: 'failed', code: null, certificateUuid: null },
  ...change,
});
const context = (sent: AnswerContext['sent']): AnswerContext => ({
  mode: 'sync',
  sent,
  mayReadCertificates: false,
  warnings: async () => [],
  uploads: { load: async () => [] },
  rejections: async () => new Map([['row-3', [{ uuid: 't', name: 'No wildcards' }]]]),
  factsOf: () => null,
  promise: async () => undefined,
});

it('an item of a bundle says what it would be refused with alone, and which file it was', async () => {
  const items = [
    itemOf(0, { status: 'stored', certificateUuid: 'c' }),
    itemOf(1, { code: 'not_a_certificate' }),
    itemOf(2, { code: 'certificate_duplicate', certificateUuid: 'not to be told' }),
    itemOf(3, { status: 'ignored', code: 'certificate_ignored' }),
    itemOf(4, { code: 'upload_in_progress' }),
    itemOf(5, { code: 'upload_interrupted' }),
    itemOf(6, { code: 'internal' }),
  ];
  const sent = items.map(({ index }) => ({
    fingerprint: `f${index}`,
    ...(index === 0 ? { fileName: 'web.cer' } : {}),
    ...(index === 1 ? { error: new CertloomError('not_a_certificate', 'This is no certificate.') } : {}),
  }));
  const { status, body } = await answer({ uploadId: 'u', isBundle: true, items }, context(sent));
  const told = (body as { items: readonly Record<string, unknown>[] }).items;
  expect(status).toBe(207);
  expect(told.map(({ detail }) => detail)).toEqual([
    undefined,
    'This is no certificate.',
    'A certificate with the same fingerprint is in the inventory.',
    'The certificate was not stored: the ignore trigger "No wildcards" matched.',
    expect.stringContaining('is being uploaded at this moment'),
    expect.stringContaining('ended before it was decided'),
    'The upload failed; nothing was stored.',
  ]);
  expect(told[0]).toMatchObject({ fileName: 'web.cer', fingerprint: 'f0' });
  expect(told.filter((item) => 'fileName' in item)).toHaveLength(1);
  expect(JSON.stringify(told)).not.toContain('not to be told');
});
