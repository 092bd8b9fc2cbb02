import { mongo } from 'mongoose';
import { buildCertificate } from '../../../test/hostile/certificate-builder';
import { at, factsOf, rulesInMemory, run, uploadRow } from '../../../test/support/services';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { createRules } from '../firings/rules';
import { findUploads, occurrencesOf, type FoundUpload } from './pending-uploads';

/** `known` are uploads that this process has read itself, `rows` the ones that are stored. */
function pending(known: readonly string[], rows: readonly UploadDocument[] = [], carried: Record<string, string> = {}) {
  const looks: unknown[] = [];
  const carrying: unknown[] = [];
  const decided = new Map([[uploadFiringId('stored'), { snapshotId: 's-1', status: 'running' }]]);
  const deps = {
    uploads: {
      async load(ids: readonly string[], { withContent }: { withContent: boolean }) {
        looks.push([ids, withContent]);
        return rows.filter(({ _id }) => ids.includes(_id));
      },
    },
    ownership: {
      async carry(ids: readonly string[], run: string, now: Date, since: Date) {
        carrying.push([ids, now.getTime() - since.getTime()]);
        return new Set(ids.filter((id) => (carried[id] ?? run) !== run));
      },
    },
    firings: { decided: async (ids: readonly string[]) => new Map([...decided].filter(([id]) => ids.includes(id))) },
    parsed: {
      get: (id: string) =>
        known.includes(id) ? { facts: factsOf(id), der: Buffer.from(id), row: uploadRow(id) } : undefined,
    },
    now: () => at,
  };
  return { deps, looks, carrying };
}

const found = (row: UploadDocument | undefined, more: Partial<FoundUpload> = {}): FoundUpload => ({
  ...{ uploadId: 'u', firingId: 'f', row, isOpen: row?.status === 'processing', before: undefined },
  isElsewhere: false,
  ...more,
});

describe('finding uploads', () => {
  it('reads nothing of what this process has read itself', async () => {
    const { deps, looks } = pending(['a', 'b']);
    expect(await findUploads(deps, ['b', 'a'], run)).toMatchObject([
      { uploadId: 'b', firingId: uploadFiringId('b'), isOpen: true, before: undefined, row: { _id: 'b' } },
      { uploadId: 'a', firingId: uploadFiringId('a'), isOpen: true },
    ]);
    expect(looks).toEqual([]);
  });

  it('reads the others with their content, and says what an earlier run has left', async () => {
    const { deps, looks } = pending(['a'], [uploadRow('stored', { status: 'stored' }), uploadRow('open')]);
    expect(await findUploads(deps, ['stored', 'a', 'gone', 'open'], run)).toMatchObject([
      { uploadId: 'stored', isOpen: false, before: { snapshotId: 's-1', status: 'running' } },
      { uploadId: 'a', isOpen: true },
      { uploadId: 'gone', isOpen: false, row: undefined, before: undefined },
      { uploadId: 'open', isOpen: true, before: undefined },
    ]);
    expect(looks).toEqual([[['stored', 'gone', 'open'], true]]);
  });

  it('leaves what may be in two runs to the one that has it, and asks for nothing else', async () => {
    const old = { createdAt: new Date(at.getTime() - 5_001) };
    const rows = [
      uploadRow('young', { createdAt: new Date(at.getTime() - 5_000) }),
      uploadRow('old', old),
      uploadRow('taken', { takenOver: true }),
      uploadRow('closed', { ...old, status: 'stored' }),
    ];
    const { deps, looks, carrying } = pending([], rows, { old: run.workflowId, taken: 'another run' });
    const isOpen = (await findUploads(deps, ['young', 'old', 'taken', 'closed'], run)).map((one) => [
      ...[one.uploadId, one.isOpen, one.isElsewhere],
    ]);
    expect(isOpen).toEqual([
      ['young', true, false],
      ['old', true, false],
      ['taken', false, true],
      ['closed', false, false],
    ]);
    expect(carrying).toEqual([[['old', 'taken'], 60_000]]);
    // As the run before has left them.
    expect(looks).toHaveLength(2);
  });
});

describe('occurrences of uploads', () => {
  const { deps } = pending(['a']);
  const site = { 'a-site': { name: 'site', contentType: 'string', content: [{ data: 'dc1' }] } } as const;
  const before = { snapshotId: 's-1', status: 'running' };

  it.each([
    { name: 'an open one', of: found(uploadRow('a')), expected: [{ key: 'a.0', uploadId: 'a', decidedWith: null }] },
    {
      name: 'an item of a bundle',
      of: found(uploadRow('b.1', { bundle: 'b' })),
      expected: [{ key: 'b.1', uploadId: 'b', requestAttributes: {} }],
    },
    {
      name: 'values of the request',
      of: found(uploadRow('a', { requestAttributes: site })),
      expected: [{ requestAttributes: site }],
    },
    { name: 'one that was decided before', of: found(uploadRow('a'), { before }), expected: [{ decidedWith: 's-1' }] },
    { name: 'one that is closed', of: found(uploadRow('a', { status: 'ignored' })), expected: [] },
    { name: 'one that is gone', of: found(undefined), expected: [] },
  ])('$name', ({ of, expected }) => {
    const occurrences = occurrencesOf(deps, [of]);
    expect(occurrences).toHaveLength(expected.length);
    expect(occurrences).toMatchObject(expected);
  });

  it('happen when the upload was sent, by who sent it', () => {
    const [occurrence] = occurrencesOf(deps, [found(uploadRow('a', { createdAt: new Date(5) }))]);
    expect(occurrence).toMatchObject({
      occurredAt: new Date(5),
      actor: { type: 'user', uuid: 'u-1', name: 'ursula' },
    });
  });

  it.each([
    ['uploader', 'u-1'],
    ['none', null],
  ] as const)('give a certificate the first owner that the settings say: %s', async (ownerDefault, owner) => {
    const rules = await createRules(rulesInMemory().deps, 'certificate_uploaded')();
    const upload = { ...defaultPlatformSettings.upload, ownerDefault };
    const [occurrence] = occurrencesOf(deps, [found(uploadRow('a'))]);
    const subject = occurrence!.subject({ ...rules, settings: { ...rules.settings, upload } });
    expect(subject).toMatchObject({ uuid: 'c-a', name: 'a', der: Buffer.from('a'), categories: { owner } });
    expect(subject.record).toMatchObject({ source: 'upload', createdAt: at });
  });

  it('read the bytes of the row where this process has not read them', async () => {
    const rules = await createRules(rulesInMemory().deps, 'certificate_uploaded')();
    const bytes = buildCertificate({ subject: 'from the row' });
    const read = (der?: Buffer) => {
      const row = uploadRow('x', der === undefined ? {} : { der: new mongo.Binary(der) });
      return occurrencesOf(deps, [found(row)])[0]!.subject(rules);
    };
    expect(read(bytes)).toMatchObject({ name: 'from the row', der: bytes });
    expect(() => read()).toThrow('no content');
  });
});
