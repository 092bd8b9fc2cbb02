import type { ValidationResult } from '../../src/domain/validation/validation';
import { verdictOf } from '../../src/domain/validation/verdict';
import { checkNoMore, checkNow } from '../../src/store/certificates/stored-fields';
import type { ValidationSubject } from '../../src/store/validation/validations';
import { certificateModel } from '../../src/store/certificates/certificates';
import { ensureIndexes } from '../../src/store/database/indexes';
import { createStores, type Stores } from '../../src/store/stores';
import { certificateDocument } from '../inventory/certificate-fixture';
import { issuerChangeOf } from '../support/builders';
import { openDatabase, type TestDatabase } from '../support/database';

const now = new Date('2030-06-01T00:00:00Z');
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

let database: TestDatabase;
let stores: Stores;

beforeEach(async () => {
  database = await openDatabase();
  stores = createStores(database.db, () => now);
  await ensureIndexes(database.db);
});
afterEach(() => database?.close());

async function store(...changes: Parameters<typeof certificateDocument>[0][]) {
  const documents = changes.map((change) => certificateDocument(change));
  await stores.certificates.insert(documents);
  return documents.map(({ _id }) => _id);
}

const subjectOf = async (uuid: string): Promise<ValidationSubject> => (await stores.validations.subjects([uuid]))[0]!;

const issuerChange = issuerChangeOf('ca', { became: { from: 'valid', to: 'revoked' }, at: now });

function verdictFor(
  { certificate, sequence, issuerChange: follows }: ValidationSubject,
  status: ValidationResult['status'],
  at = now,
) {
  const nothing = { checks: [], path: [], fault: null, refusedPaths: [], notes: [], evidence: [] };
  const found = { revokedAt: null, reason: 'superseded', by: 'list' } as const;
  const revocation = status === 'revoked' ? found : null;
  return verdictOf(certificate, sequence, { ...nothing, status, revocation }, at, {
    ...{ fault: null, mark: follows, idOf: (fingerprint: string) => fingerprint },
  });
}

it('gives what was never checked first, then what has waited longest, and nothing that is not due', async () => {
  const [fresh, old, older, ahead, over] = await store({}, {}, {}, {}, {});
  await stores.validations.postpone([old!], hours(-1));
  await stores.validations.postpone([older!], hours(-2));
  await stores.validations.postpone([ahead!], hours(1));
  await stores.validations.postpone([over!], checkNoMore);
  expect(await stores.validations.due(now, 10)).toEqual([fresh]);
  await stores.validations.postpone([fresh!], hours(1));
  expect(await stores.validations.due(now, 10)).toEqual([older, old]);
});

it('writes one of two racing verdicts, and leaves one change for its event', async () => {
  const [uuid] = await store({});
  const [one, other] = [await subjectOf(uuid!), await subjectOf(uuid!)];
  expect(await stores.validations.write(one, verdictFor(one, 'valid'), hours(24))).toBe(true);
  expect(await stores.validations.write(other, verdictFor(other, 'invalid'), hours(24))).toBe(false);
  const open = await stores.validations.openChanges(10);
  expect(open).toMatchObject([
    { certificate: { uuid, validationStatus: 'valid' }, change: { sequence: 1, from: 'not_checked', to: 'valid' } },
  ]);
  expect(await stores.validations.find(uuid!)).toMatchObject({ status: 'valid', at: now });
});

it('figure-R12 writes one of a dozen racing verdicts for each real change, with one event each', async () => {
  const [uuid] = await store({});
  const statuses = ['valid', 'expired', 'valid', 'invalid'] as const;
  for (const status of statuses) {
    const seen = await subjectOf(uuid!);
    const verdict = verdictFor(seen, status);
    const written = Array.from({ length: 12 }, () => stores.validations.write(seen, verdict, hours(24)));
    expect((await Promise.all(written)).filter((isWritten) => isWritten)).toHaveLength(1);
  }
  const changes = await stores.validations.changesOf([uuid!]);
  expect(changes.map(({ change }) => [change.sequence, change.to])).toEqual(
    statuses.map((status, index) => [index + 1, status]),
  );
});

it('keeps changes apart that come after each other, until each is closed', async () => {
  const [uuid] = await store({});
  for (const status of ['valid', 'invalid'] as const) {
    const subject = await subjectOf(uuid!);
    await stores.validations.write(subject, verdictFor(subject, status), hours(24));
  }
  const sequences = async () => (await stores.validations.changesOf([uuid!])).map(({ change }) => change.sequence);
  expect(await sequences()).toEqual([1, 2]);
  await stores.validations.close([{ uuid: uuid!, sequence: 1 }]);
  expect(await sequences()).toEqual([2]);
  expect(await stores.validations.openChanges(10)).toHaveLength(1);
  await stores.validations.close([{ uuid: uuid!, sequence: 2 }]);
  expect(await stores.validations.openChanges(10)).toEqual([]);
});

it('leaves the revision alone when nobody can see a difference, and takes the state along when it is revoked', async () => {
  const [uuid] = await store({});
  const revision = async () => (await stores.inventory.find(uuid!))!.revision;
  const first = await subjectOf(uuid!);
  await stores.validations.write(first, verdictFor(first, 'valid'), hours(24));
  const seen = await revision();
  const second = await subjectOf(uuid!);
  expect(second).toMatchObject({ sequence: 1, checkedAt: now });
  await stores.validations.write(second, verdictFor(second, 'valid', hours(1)), hours(25));
  expect(await revision()).toBe(seen);
  const third = await subjectOf(uuid!);
  await stores.validations.write(third, verdictFor(third, 'revoked'), checkNoMore);
  expect(await stores.inventory.find(uuid!)).toMatchObject({
    ...{ state: 'revoked', validationStatus: 'revoked', revision: seen + 1 },
    revocation: { reason: 'superseded', code: 4, recordedBy: null },
  });
});

it('makes what a CA has issued due, but not what is over', async () => {
  const [one, over, foreign] = await store({ issuerDerSha256: 'ca' }, { issuerDerSha256: 'ca' }, {});
  await stores.validations.postpone([one!, foreign!], hours(5));
  await stores.validations.postpone([over!], checkNoMore);
  expect(await stores.validations.recheckIssuedBy('ca', issuerChange)).toBe(1);
  expect(await stores.validations.due(now, 10)).toEqual([one]);
  expect(await stores.validations.isFollowed(issuerChange.id)).toBe(true);
});

it('keeps what became of a CA until the check that it asked for, and then with the change until that is closed', async () => {
  const [ca, one, same] = await store({ ca: true }, { issuerDerSha256: 'ca' }, { issuerDerSha256: 'ca' });
  for (const uuid of [one!, same!]) {
    const first = await subjectOf(uuid);
    await stores.validations.write(first, verdictFor(first, 'invalid'), hours(24));
    await stores.validations.close([{ uuid, sequence: 1 }]);
  }
  const { fingerprint } = (await subjectOf(ca!)).certificate;
  const trusted = issuerChangeOf('ca', { fingerprint, became: 'trusted' });
  const stale = await subjectOf(one!);
  expect(await stores.validations.recheckIssuedBy('ca', trusted)).toBe(3);
  // A check that was under way when the CA changed does not count: it is made again.
  expect(await stores.validations.write(stale, verdictFor(stale, 'invalid'), hours(24))).toBe(false);
  for (const [uuid, status] of [
    [one!, 'valid'],
    [same!, 'invalid'],
    [ca!, 'valid'],
  ] as const) {
    expect(await stores.validations.isFollowed(trusted.id)).toBe(true);
    const subject = await subjectOf(uuid);
    expect(subject).toMatchObject({ issuerChange: trusted, checkedAt: null });
    expect(await stores.validations.write(subject, verdictFor(subject, status), hours(24))).toBe(true);
    expect((await subjectOf(uuid)).issuerChange).toBeNull();
  }
  const changes = await stores.validations.changesOf([one!, same!, ca!]);
  expect(new Map(changes.map(({ certificate, change }) => [certificate.uuid, change.issuerChange]))).toEqual(
    new Map([
      [one!, trusted],
      [ca!, undefined],
    ]),
  );
  expect(await stores.validations.isFollowed(trusted.id)).toBe(true);
  await stores.validations.close([{ uuid: one!, sequence: 2 }]);
  expect(await stores.validations.isFollowed(trusted.id)).toBe(false);
});

it('makes due what is further down, and once more only what was not checked since', async () => {
  const [inner, leaf, circle, foreign] = await store(
    { ca: true, issuerDerSha256: 'root', subjectDerSha256: 'inner' },
    { issuerDerSha256: 'inner' },
    { ca: true, issuerDerSha256: 'inner', subjectDerSha256: 'root' },
    { issuerDerSha256: 'other' },
  );
  const first = await subjectOf(leaf!);
  await stores.validations.write(first, verdictFor(first, 'invalid'), hours(24));
  await stores.validations.postpone([inner!, circle!, foreign!], hours(5));
  expect(await stores.validations.recheckIssuedBy('root', issuerChange)).toBe(3);
  expect((await stores.validations.due(now, 10)).sort()).toEqual([inner!, leaf!, circle!].sort());
  const marked = await subjectOf(leaf!);
  await stores.validations.write(marked, verdictFor(marked, 'invalid', hours(1)), hours(24));
  expect(await stores.validations.recheckIssuedBy('inner', issuerChange, hours(1))).toBe(0);
  expect(await stores.validations.recheckIssuedBy('inner', issuerChange, hours(2))).toBe(1);
});

it('forgets what became of a CA where nothing is checked because of it', async () => {
  const [one] = await store({ issuerDerSha256: 'ca' });
  await stores.validations.recheckIssuedBy('ca', issuerChange);
  await stores.validations.postpone([one!], checkNow);
  expect(await stores.validations.isFollowed(issuerChange.id)).toBe(true);
  await stores.validations.postpone([one!], hours(24));
  expect(await stores.validations.isFollowed(issuerChange.id)).toBe(false);
  expect((await subjectOf(one!)).issuerChange).toBeNull();
});

it('checks again what is trusted from now on, and what comes back from the archive', async () => {
  const [ca] = await store({ trustedCa: false, ca: true });
  await stores.validations.postpone([ca!], hours(5));
  const before = (await stores.inventory.find(ca!))!;
  const trusted = await stores.inventory.change(ca!, before.revision, { trustedCa: true }, now);
  expect(trusted).toMatchObject({ trustedCa: true });
  expect(await stores.validations.due(now, 10)).toEqual([ca]);
  await stores.validations.postpone([ca!], checkNoMore);
  await stores.inventory.change(ca!, trusted!.revision, { archived: false }, now);
  expect(await stores.validations.due(now, 10)).toEqual([ca]);
});

it('gives certificates of an earlier release their moment', async () => {
  const [uuid] = await store({});
  const rows = certificateModel(database.db).collection;
  await rows.updateOne({ _id: uuid as never }, { $unset: { checkAt: 1 } });
  expect(await stores.validations.due(now, 10)).toEqual([]);
  expect(await stores.validations.schedule(10)).toBe(1);
  expect(await stores.validations.schedule(10)).toBe(0);
  expect(await rows.findOne({ _id: uuid as never })).toMatchObject({ checkAt: checkNow });
});

it('finds issuers by name and by key, and no certificate that is none', async () => {
  const names = { subjectDerSha256: 'ca name', subjectKeyIdentifier: 'ca key' };
  const [byName, byKey] = await store(
    { ...names, subjectKeyIdentifier: 'older key', ca: true, trustedCa: true },
    { ...names, subjectDerSha256: 'name in another encoding', ca: true },
    { ...names, ca: false },
  );
  const issued = (keyIdentifier: string | null) =>
    stores.issuerRows.mayHaveIssued({ issuer: { derSha256: 'ca name' }, keyIdentifier });
  expect((await issued('ca key')).map(({ uuid }) => uuid)).toEqual([byKey, byName]);
  expect(await issued(null)).toMatchObject([{ uuid: byName, trustedCa: true, state: 'issued' }]);
});
