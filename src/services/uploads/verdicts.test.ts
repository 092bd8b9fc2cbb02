import {
  attribute,
  certificateDocument,
  firedOf,
  leaf,
  rulesInMemory,
  tell,
  triggerOf,
  uploadAdmission,
  uploadOccurrence,
  uploadRow,
} from '../../../test/support/services';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { createRules } from '../firings/rules';
import type { FoundUpload, UploadOccurrence } from './pending-uploads';
import { admissionOf, summaryOf, verdictOfRow, type Ending } from './verdicts';

describe('the verdict of a row', () => {
  it.each<[string, UploadDocument | undefined]>([
    ['stored', uploadRow('a', { status: 'stored' })],
    ['ignored', uploadRow('a', { status: 'ignored', code: 'certificate_ignored' })],
    ['duplicate', uploadRow('a', { status: 'failed', code: 'certificate_duplicate' })],
    ['failed', uploadRow('a', { status: 'failed', code: 'internal' })],
    ['failed', undefined],
  ])('%s', (verdict, row) => expect(verdictOfRow(row)).toBe(verdict));
});

describe('the admission of an upload', () => {
  const event = 'certificate_uploaded';
  const triggers = [
    { ...triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'ignored')), notificationProfiles: ['p-1'] },
    triggerOf(event, 'action', leaf('COMMON_NAME', 'EQUALS', 'told'), [tell]),
  ];
  const certificate = certificateDocument('plain');
  const broken: UploadOccurrence = {
    ...uploadOccurrence('broken'),
    subject: () => {
      throw new Error('unreadable');
    },
  };
  const foundOf = (row: UploadDocument | undefined, more: Partial<FoundUpload> = {}): FoundUpload => ({
    ...{
      uploadId: 'u',
      firingId: 'f',
      row,
      isOpen: row?.status === 'processing',
      isElsewhere: false,
      before: undefined,
    },
    ...more,
  });

  /** Decides the upload and says what became of it; `isInserted`: its row went into the inventory. */
  async function ended(occurrence: UploadOccurrence, isInserted: boolean) {
    const needed = { ...attribute, required: true };
    const rules = await createRules(rulesInMemory([], { attributes: new Map([[needed.uuid, needed]]) }).deps, event)();
    const [fired] = await firedOf(event, [occurrence], triggers);
    const firingId = fired!.firing._id;
    const ending: Ending = { withoutFiring: 'duplicate', rows: new Map(isInserted ? [[firingId, certificate]] : []) };
    return admissionOf(foundOf(occurrence.row, { firingId }), fired, rules, ending);
  }

  it.each([
    { name: 'stored', occurrence: uploadOccurrence('plain'), isInserted: true, verdict: 'stored', hasEffects: false },
    {
      name: 'stored and told',
      occurrence: uploadOccurrence('told'),
      isInserted: true,
      verdict: 'stored',
      hasEffects: true,
    },
    {
      name: 'ignored and told',
      occurrence: uploadOccurrence('ignored'),
      isInserted: false,
      verdict: 'ignored',
      hasEffects: true,
    },
    { name: 'unreadable', occurrence: broken, isInserted: false, verdict: 'failed', hasEffects: false },
  ])('$name', async ({ occurrence, isInserted, verdict, hasEffects }) => {
    const admission = await ended(occurrence, isInserted);
    expect(admission).toMatchObject({ verdict, hasEffects, isNew: true, firing: { occurrenceKey: occurrence.key } });
    expect(admission.certificate).toBe(isInserted ? certificate : undefined);
    const codes = isInserted ? ['required_attribute_missing'] : [];
    expect(admission.warnings.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    {
      name: 'open without a firing',
      found: foundOf(uploadRow('a')),
      verdict: 'duplicate',
      hasEffects: false,
      isNew: true,
    },
    {
      name: 'closed by an earlier run',
      found: foundOf(uploadRow('a', { status: 'stored' })),
      verdict: 'stored',
      hasEffects: false,
      isNew: false,
    },
    {
      name: 'closed, its effects not started',
      found: foundOf(uploadRow('a', { status: 'stored' }), { before: { snapshotId: null, status: 'running' } }),
      ...{ verdict: 'stored', hasEffects: true, isNew: false },
    },
    { name: 'gone', found: foundOf(undefined), verdict: 'failed', hasEffects: false, isNew: false },
  ])('$name', async ({ found, verdict, hasEffects, isNew }) => {
    const rules = await createRules(rulesInMemory().deps, event)();
    const admission = admissionOf(found, undefined, rules, { withoutFiring: 'duplicate', rows: new Map() });
    expect(admission).toMatchObject({ verdict, hasEffects, isNew });
  });
});

describe('the summary of a batch', () => {
  const stored = uploadAdmission('a', { firingId: 'f-a', verdict: 'stored', hasEffects: true });
  const ignored = uploadAdmission('b', { verdict: 'ignored' });

  it.each([
    { admissions: [stored], outcome: 'stored', verdicts: ['stored'], firingsWithEffects: ['f-a'] },
    { admissions: [ignored, stored], outcome: 'mixed', verdicts: ['ignored', 'stored'], firingsWithEffects: ['f-a'] },
    { admissions: [], outcome: 'error', verdicts: [], firingsWithEffects: [] },
  ])('$verdicts is $outcome', ({ admissions, ...expected }) => expect(summaryOf(admissions)).toEqual(expected));

  it('goes by the outcome of the firing where there is one', async () => {
    const [fired] = await firedOf('certificate_uploaded', [uploadOccurrence('a')]);
    expect(summaryOf([{ ...stored, firing: fired!.firing }]).outcome).toBe('unmatched');
  });
});
