import { mongo } from 'mongoose';
import { buildCertificate } from '../../../test/hostile/certificate-builder';
import type { OldCertificate, ReadAgain } from '../../store/certificates/fact-gaps';
import type { Progress } from '../work/back-fill';
import { factFill } from './fact-fill';

const old = (uuid: string, der: Buffer, createdBy: string | null): OldCertificate => ({
  _id: uuid,
  der: new mongo.Binary(der),
  createdBy,
});

function world(rows: OldCertificate[]) {
  const written: ReadAgain[] = [];
  const asked: string[][] = [];
  const noted: Progress[] = [];
  const work = factFill({
    gaps: {
      page: async (limit) => rows.slice(0, limit),
      fill: async (certificates) => {
        rows.splice(0, certificates.length);
        written.push(...certificates);
        return certificates.length;
      },
    },
    users: {
      byIds: async (uuids) => {
        asked.push([...uuids]);
        return [{ uuid: 'u-1', username: 'ursula' }] as never;
      },
    },
  });
  const run = (signal = new AbortController().signal) =>
    work.run({ pace: { rest: async () => undefined }, signal, note: (progress) => void noted.push(progress) });
  return { run, written, asked, noted };
}

it('reads each certificate again and names who uploaded it', async () => {
  const { run, written, asked, noted } = world([
    old('c-1', buildCertificate({ subject: 'one' }), 'u-1'),
    old('c-2', buildCertificate({ subject: 'two' }), 'u-gone'),
    old('c-3', Buffer.from('refused by now'), null),
  ]);
  await run();
  expect(asked).toEqual([['u-1', 'u-gone']]);
  expect(written).toMatchObject([
    { uuid: 'c-1', facts: { commonName: 'one', securityBits: 128 }, uploadedBy: 'ursula' },
    { uuid: 'c-2', facts: { commonName: 'two' }, uploadedBy: null },
    { uuid: 'c-3', facts: null, uploadedBy: null },
  ]);
  expect(noted).toEqual([{ certificates: 3 }]);
});

it('stops where it is when it is called off, and goes on there', async () => {
  const { run, written } = world([old('c-1', Buffer.from('unreadable'), null)]);
  await run(AbortSignal.abort());
  expect(written).toEqual([]);
  await run();
  expect(written).toHaveLength(1);
});
