import { parserVersion } from '../../src/domain/certificates/certificate';
import { factFill } from '../../src/services/certificates/fact-fill';
import { certificateModel } from '../../src/store/certificates/certificates';
import { mongo } from 'mongoose';
import { buildCertificate } from '../hostile/certificate-builder';
import { der, sequence } from '../hostile/der-writer';
import { certificateDocument } from '../inventory/certificate-fixture';
import { alone, storesOfEachTest } from '../support/stores';

const now = () => new Date('2030-06-01T00:00:00Z');

const stores = storesOfEachTest(now);

const rows = () => certificateModel(stores.db()).collection;
/** Gives how many it says got facts. */
async function fill(): Promise<number> {
  let filled = 0;
  await factFill({ gaps: stores().factGaps, users: stores().users }).run({
    ...alone,
    note: ({ certificates = 0 }) => (filled = certificates),
  });
  return filled;
}

const template = { oid: '1.3.6.1.4.1.311.20.2', value: der(0x1e, Buffer.from('WebServer', 'utf16le').swap16()) };

async function oldRow(bytes: Buffer, change: object) {
  const document = { ...certificateDocument(), der: new mongo.Binary(bytes), parserVersion: 2, ...change };
  const { microsoftTemplate: _t, securityBits: _s, lifetimeDays: _l, uploadedBy: _u, ...before } = document;
  await rows().insertOne(before as never);
  return document._id;
}

it('gives certificates of an earlier release the facts that this one reads, once', async () => {
  const user = { displayName: '', email: null, roles: [], enabled: true };
  await stores().users.create('u-1', { name: 'ursula', ...user });
  const bytes = buildCertificate({ extensions: [template] });
  const old = await oldRow(bytes, { fingerprint: 'a'.repeat(64), createdBy: 'u-1', revision: 7 });
  const unreadable = await oldRow(sequence(), { fingerprint: 'b'.repeat(64), commonName: 'as it was' });
  const present = certificateDocument({ parserVersion, microsoftTemplate: 'as it is' });
  await stores().certificates.insert([present]);

  expect(await fill()).toBe(2);
  expect(await stores().inventory.find(old)).toMatchObject({
    ...{ microsoftTemplate: 'WebServer', securityBits: 128, lifetimeDays: expect.any(Number), uploadedBy: 'ursula' },
    ...{ parserVersion, revision: 7 },
  });
  expect(await stores().inventory.find(unreadable)).toMatchObject({ commonName: 'as it was', parserVersion });
  expect(await stores().inventory.find(present._id)).toMatchObject({ microsoftTemplate: 'as it is' });

  expect(await fill()).toBe(0);
  // As an older worker that runs beside this one stores it.
  await oldRow(buildCertificate(), { fingerprint: 'c'.repeat(64) });
  expect(await fill()).toBe(1);
});

it('leaves alone what a later reader has read, and tells by an index that nothing is missing', async () => {
  await stores().certificates.insert(Array.from({ length: 20 }, () => certificateDocument({ parserVersion })));
  await stores().certificates.insert([certificateDocument({ parserVersion: parserVersion + 1 })]);
  expect(await fill()).toBe(0);
  const plan = await rows()
    .find({
      parserVersion: { $in: [null, ...Array.from({ length: parserVersion - 1 }, (_, index) => index + 1)] },
    } as never)
    .explain('executionStats');
  expect(plan['executionStats']).toMatchObject({ nReturned: 0, totalDocsExamined: 0 });
});
