import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arePlacesSame, type CopyPlace } from './copy-places';
import { runCopy } from './copy-data';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-places-'));
const link = `${folder}-link`;
symlinkSync(folder, link);
afterAll(() => [link, folder].forEach((one) => rmSync(one, { recursive: true, force: true })));

const uri = (text: string): CopyPlace => ({ uri: text });

it.each([
  ['a folder and itself', { folder }, { folder: `${folder}/.` }, true],
  ['a folder and a link to it', { folder }, { folder: link }, true],
  ['two folders', { folder }, { folder: `${folder}/other` }, false],
  ['a folder and an address', { folder }, uri('mongodb://db1/x'), false],
  [
    'hosts in another order, with a port and a user',
    uri('mongodb://DB1,db2/x?a=b'),
    uri('mongodb://u:p@db2,db1:27017/x'),
    true,
  ],
  ['two databases of one server', uri('mongodb://db1/x'), uri('mongodb://db1/y'), false],
  ['two ports of one host', uri('mongodb://db1:1/x'), uri('mongodb://db1:2/x'), false],
])('tells whether both are one place: %s', (_name, a, b, same) => expect(arePlacesSame(a, b)).toBe(same));

it('refuses to copy a place onto itself before it opens anything', async () => {
  const order = { from: { folder }, to: { folder: link }, prepare: false };
  await expect(runCopy(order, {}, () => {})).rejects.toThrow(`Source and target are the same: ${folder}.`);
});
