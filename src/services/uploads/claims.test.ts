import { at, parsedItem as parsed, uploadRequest as request } from '../../../test/support/services';
import { CertloomError } from '../../domain/problem';
import type { ParsedItem } from '../../x509/parse-upload';
import { failedRows, planUpload, type UploadRequest } from './claims';

const unreadable: ParsedItem = { index: 1, error: new CertloomError('not_a_certificate', 'no certificate') };
const plan = (of: UploadRequest) => planUpload(of, { createdAt: at, expiresAt: at, owner: 'me', newId: () => 'new' });

describe('the plan of an upload', () => {
  it('claims a single certificate under the id of the upload', () => {
    const { claims, bundle, results } = plan(request([parsed('a')], { mode: 'async' }));
    expect(bundle).toBeNull();
    expect(claims.map(({ row }) => row)).toMatchObject([
      { _id: 'up', kind: 'single', activeFingerprint: 'fp-a', certificateUuid: 'new', accepted: true, owner: 'me' },
    ]);
    expect(claims[0]?.row).not.toHaveProperty('requestAttributes');
    expect(results).toMatchObject([{ row: 'up', status: 'processing' }]);
  });

  it.each([
    { mode: 'async', isShared: false, accepted: true },
    { mode: 'async', isShared: true, accepted: false },
    { mode: 'sync', isShared: false, accepted: false },
  ] as const)('promises with the claim what is answered 202 in any case: %j', ({ accepted, ...more }) =>
    expect(plan(request([parsed('a')], more)).claims[0]?.row.accepted).toBe(accepted),
  );

  it('claims each certificate of a bundle once, and shows what is no certificate', () => {
    const { claims, bundle, results } = plan(request([parsed('a'), unreadable, parsed('a'), parsed('b')]));
    expect(claims.map(({ row }) => [row._id, row.bundle])).toEqual([
      ['up.0', 'up'],
      ['up.3', 'up'],
    ]);
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'processing',
      'not_a_certificate',
      'certificate_duplicate',
      'processing',
    ]);
    expect(bundle).toMatchObject({ _id: 'up', kind: 'bundle', total: 4 });
    expect(failedRows(results, bundle!).map(({ _id, code, total }) => [_id, code, total])).toEqual([
      ['up.1', 'not_a_certificate', null],
      ['up.2', 'certificate_duplicate', null],
    ]);
  });

  it('keeps a fingerprint that was never claimed only where the inventory has it: what holds the others may be rejected', () => {
    const { bundle, results } = plan(request([parsed('a'), parsed('a'), parsed('b'), parsed('c')]));
    const stored = { status: 'failed', code: 'certificate_duplicate', certificateUuid: 'of b' } as const;
    const held = { status: 'failed', code: 'upload_in_progress', certificateUuid: null } as const;
    const items = [results[0]!, results[1]!, { ...results[2]!, ...stored }, { ...results[3]!, ...held }];
    expect(failedRows(items, bundle!).map(({ _id, fingerprint }) => [_id, fingerprint])).toEqual([
      ['up.1', undefined],
      ['up.2', 'fp-b'],
      ['up.3', undefined],
    ]);
  });
});
