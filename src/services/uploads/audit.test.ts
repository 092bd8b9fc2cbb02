import { at, certificateDocument, uploadAdmission, uploadRow } from '../../../test/support/services';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { uploadAuditEntries } from './audit';
import type { UploadOutcome } from './records';

const quiet = { now: at, verbose: false };
const stored = (name: string, row: Partial<UploadDocument> = {}): UploadOutcome => ({
  admission: uploadAdmission(name, { row: uploadRow(name, row), certificate: certificateDocument(name) }),
  code: null,
});
const refused = (name: string, code: string, row: Partial<UploadDocument> = {}): UploadOutcome => ({
  admission: uploadAdmission(name, { row: uploadRow(name, row) }),
  code,
});
const uploadsIn = (outcomes: readonly UploadOutcome[], options = quiet) =>
  uploadAuditEntries(outcomes, options).map(({ additionalData }) => additionalData);

describe('audit entries of uploads', () => {
  it('are one an upload, by the one who sent it, about what was stored', () => {
    expect(
      uploadAuditEntries([stored('a', { authMethod: 'session' }), refused('b', 'certificate_ignored')], quiet),
    ).toMatchObject([
      {
        ...{ timestamp: at, operation: 'certificates.upload', phase: 'outcome', requestId: 'r-1', source: null },
        actor: { type: 'user', authMethod: 'session', uuid: 'u-1', name: 'ursula' },
        resource: { type: 'certificates', objects: [{ uuid: 'c-a', name: expect.any(String) }] },
        affiliatedResource: { type: 'uploads', uuid: 'a' },
        ...{ operationResult: 'success', message: 'stored' },
      },
      {
        ...{ operationResult: 'failure', message: 'certificate_ignored', resource: { objects: [] } },
        affiliatedResource: { type: 'uploads', uuid: 'b' },
      },
    ]);
  });

  it.each([
    { name: 'some stored', last: stored('u.1', { bundle: 'u' }), result: 'success', message: '2 stored, 1 not' },
    {
      name: 'one stored',
      last: refused('u.1', 'internal', { bundle: 'u' }),
      result: 'success',
      message: '1 stored, 2 not',
    },
  ])('sum a bundle up, $name', ({ last, result, message }) => {
    const others = [stored('u.0', { bundle: 'u' }), refused('u.2', 'internal', { bundle: 'u' })];
    expect(uploadAuditEntries([...others, last], quiet)).toMatchObject([
      { affiliatedResource: { uuid: 'u' }, operationResult: result, message },
    ]);
  });

  it('call a bundle failed when all of it has failed', () => {
    const all = ['u.0', 'u.1'].map((name) => refused(name, 'internal', { bundle: 'u' }));
    expect(uploadAuditEntries(all, quiet)).toMatchObject([{ operationResult: 'failure', message: '0 stored, 2 not' }]);
  });

  it.each([
    {
      name: 'a stored one',
      outcome: stored('a'),
      verbose: false,
      named: { certificateUuid: 'c-a', fingerprint: 'fp-a' },
    },
    {
      name: 'one that an earlier run stored',
      outcome: refused('a', 'x', { status: 'stored' }),
      verbose: false,
      named: { certificateUuid: 'c-a', fingerprint: 'fp-a' },
    },
    { name: 'a rejected one', outcome: refused('a', 'x'), verbose: false, named: {} },
    {
      name: 'a rejected one, told verbosely',
      outcome: refused('a', 'x'),
      verbose: true,
      named: { fingerprint: 'fp-a' },
    },
    {
      name: 'an erased one, told verbosely',
      outcome: refused('a', 'x', { fingerprint: undefined }),
      verbose: true,
      named: {},
    },
  ])('identify of $name: $named', ({ outcome, verbose, named }) => {
    const result = outcome.code ?? 'stored';
    expect(uploadsIn([outcome], { now: at, verbose })).toEqual([
      { uploads: [{ uploadId: 'a', firingId: null, result, ...named }] },
    ]);
  });
});
