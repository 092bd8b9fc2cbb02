import { mongo } from 'mongoose';
import { buildCertificate } from '../../../test/hostile/certificate-builder';
import type { OldCertificate, ReadAgain } from '../../store/certificates/fact-gaps';
import { createFactFill } from './fact-gaps';

const old = (uuid: string, der: Buffer, createdBy: string | null): OldCertificate => ({
  _id: uuid,
  der: new mongo.Binary(der),
  createdBy,
});

it('reads each certificate again and names who uploaded it', async () => {
  const written: ReadAgain[] = [];
  const asked: string[][] = [];
  const fill = createFactFill({
    gaps: {
      areClosed: async () => false,
      rememberClosed: async () => undefined,
      page: async () => [],
      fill: async (certificates) => written.push(...certificates),
    },
    users: {
      byIds: async (uuids) => {
        asked.push([...uuids]);
        return [{ uuid: 'u-1', username: 'ursula' }] as never;
      },
    },
  });
  const rows = [
    old('c-1', buildCertificate({ subject: 'one' }), 'u-1'),
    old('c-2', buildCertificate({ subject: 'two' }), 'u-gone'),
    old('c-3', Buffer.from('refused by now'), null),
  ];
  expect(await fill.fill(rows, new Date())).toBe(3);
  expect(asked).toEqual([['u-1', 'u-gone']]);
  expect(written).toMatchObject([
    { uuid: 'c-1', facts: { commonName: 'one', securityBits: 128 }, uploadedBy: 'ursula' },
    { uuid: 'c-2', facts: { commonName: 'two' }, uploadedBy: null },
    { uuid: 'c-3', facts: null, uploadedBy: null },
  ]);
});
