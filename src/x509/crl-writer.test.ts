import { generateKeyPairSync } from 'node:crypto';
import { writeCrl, writeEntry } from './crl-writer';
import { DerReader } from './der';
import { writeName } from './name-writer';
import { createSigner } from './signer';

const signer = createSigner('ed25519', generateKeyPairSync('ed25519').privateKey);
const revokedAt = new Date('2030-01-01T00:00:00Z');
const listOf = (entries: readonly Uint8Array[]) =>
  writeCrl(
    {
      ...{ issuer: writeName([['CN', 'CA']]), authorityKeyId: Buffer.alloc(20), number: 300, entries },
      ...{ thisUpdate: revokedAt, nextUpdate: new Date('2056-01-01T00:00:00Z') },
    },
    signer,
  );
/** Members of the signed part. */
function membersOf(der: Buffer, maxElements = 65_536) {
  const reader = new DerReader(der, { maxElements });
  const [tbs] = reader.children(reader.elementAt(0, der.length)!);
  return { reader, members: reader.children(tbs!) };
}

it('leaves the list out when nothing is revoked, and has a number', async () => {
  const der = await listOf([]);
  expect(membersOf(der).members.map(({ tag }) => tag)).toEqual([0x02, 0x30, 0x30, 0x17, 0x18, 0xa0]);
  expect(der.includes(Buffer.from('0603551d1404040202012c', 'hex'))).toBe(true);
});

it.each([
  ['unspecified', ''],
  ['keyCompromise', '300c300a0603551d1504030a0101'],
  ['certificateHold', '300c300a0603551d1504030a0106'],
  ['aACompromise', '300c300a0603551d1504030a010a'],
] as const)('writes the reason %s only where it says something', (reason, expected) => {
  const entry = writeEntry({ serial: 'ff', revokedAt, reason }).toString('hex');
  expect(entry.slice(4)).toBe(`020200ff170d3330303130313030303030305a${expected}`);
});

it('holds 200,000 entries, in whatever portions they come', async () => {
  const rows = Array.from({ length: 200_000 }, (_, index) =>
    writeEntry({ serial: (index + 1).toString(16), revokedAt, reason: 'superseded' }),
  );
  const portions = [Buffer.concat(rows.slice(0, 70_000)), ...rows.slice(70_000)];
  const der = await listOf(portions);
  const { reader, members } = membersOf(der, 1_000_000);
  expect(reader.children(members[5]!)).toHaveLength(200_000);
});
