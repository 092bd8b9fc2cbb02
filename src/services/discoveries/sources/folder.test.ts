import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { certificateNamed } from '../../../../test/support/discoveries';
import { toPem } from '../../../../test/hostile/certificate-builder';
import * as files from '../../../../test/fixtures/keystores';
import type { SourcePiece } from '../source';
import { createFolderSource } from './folder';

const nothingSeen = async () => new Map<string, string>();

const root = mkdtempSync(path.join(tmpdir(), 'certloom-folder-'));
const allowed = path.join(root, 'allowed');
const secrets: Record<string, string> = { stores: 'changeit', other: 'never' };
const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
const write = (name: string, content: string | Buffer) => writeFileSync(path.join(allowed, name), content);

beforeAll(() => {
  mkdirSync(path.join(allowed, 'below'), { recursive: true });
  mkdirSync(path.join(root, 'outside'));
  writeFileSync(path.join(root, 'outside', 'secret.pem'), toPem(certificateNamed('secret').der));
  write('a.pem', toPem(certificateNamed('a').der) + key);
  write('b.der', certificateNamed('b').der);
  write('readme.txt', 'nothing of interest');
  write('broken.crt', 'nothing of interest');
  write(path.join('below', 'c.pem'), toPem(certificateNamed('c').der));
  symlinkSync(path.join(allowed, 'b.der'), path.join(allowed, 'link.der'));
  symlinkSync(path.join(root, 'outside', 'secret.pem'), path.join(allowed, 'out.pem'));
});
afterAll(() => rmSync(root, { recursive: true }));

async function read(attributes: object, folders = [allowed], mayGoOn = () => true) {
  const context = { signal: new AbortController().signal, mayGoOn, now: () => new Date(), seenBefore: nothingSeen };
  const pieces: SourcePiece[] = [];
  const reader = createFolderSource(folders, async (name) => secrets[name]).read(
    { recursive: true, ...attributes },
    0,
    context,
  );
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { pieces, isRead: next.value };
    pieces.push(next.value);
  }
}

const names = (pieces: readonly SourcePiece[]) =>
  pieces.flatMap(({ found }) => found).map(({ place }) => path.relative(allowed, place.path!));

describe('a folder of files', () => {
  it('gives certificates beside keys, by bytes, and links only where they stay inside', async () => {
    const { pieces, isRead } = await read({ path: allowed });
    expect(names(pieces)).toEqual(['a.pem', 'b.der', 'below/c.pem', 'link.der']);
    expect(isRead).toBe(true);
    expect(pieces.flatMap(({ gaps }) => gaps)).toMatchObject([
      {
        kind: 'not_a_certificate',
        place: path.join(allowed, 'broken.crt'),
        detail: expect.stringContaining('PKCS#12 or JKS'),
      },
    ]);
    expect(pieces.at(-1)).toMatchObject({ position: 7, total: 7 });
  });

  it('stays in one folder when it is told to, and stops when it is time', async () => {
    expect(names((await read({ path: allowed, recursive: false })).pieces)).not.toContain('below/c.pem');
    expect(await read({ path: allowed }, [allowed], () => false)).toEqual({ pieces: [], isRead: false });
  });

  it.each([
    ['outside of what is allowed', path.join(root, 'outside'), [allowed]],
    ['that is not there', path.join(allowed, 'nothing'), [allowed]],
    ['by a detour', path.join(allowed, '..', 'outside'), [allowed]],
    ['while nothing is allowed', allowed, []],
  ])('is not read %s', async (_name, folder, folders) =>
    expect(read({ path: folder }, folders)).rejects.toThrow('There is no such folder'),
  );

  describe('with key stores', () => {
    const stores = path.join(root, 'stores');
    beforeAll(() => {
      mkdirSync(stores);
      writeFileSync(path.join(stores, 'a.jks'), Buffer.from(files.keytoolJks, 'base64'));
      // Whatever it is called.
      writeFileSync(path.join(stores, 'b.conf'), Buffer.from(files.keytoolPkcs12, 'base64'));
    });

    it('gives the certificates of all entries under their names', async () => {
      const { pieces } = await read({ path: stores, passwordSecrets: ['other', 'stores'] }, [stores]);
      const places = pieces.flatMap(({ found }) => found).map(({ place }) => [place.path, place.alias]);
      const [jks, pkcs12] = [path.join(stores, 'a.jks'), path.join(stores, 'b.conf')];
      expect(places.sort()).toEqual([
        [jks, 'partner'],
        [jks, 'web'],
        [pkcs12, 'partner'],
        [pkcs12, 'web'],
      ]);
      expect(pieces.flatMap(({ gaps }) => gaps)).toEqual([]);
    });

    it.each([
      [[], ['password_needed', 'password_needed']],
      [['other'], ['wrong_password', 'wrong_password']],
      [['gone'], ['secret_unavailable', 'password_needed', 'password_needed']],
    ])('says of passwords %j what is wrong', async (passwordSecrets, expected) => {
      const { pieces } = await read({ path: stores, passwordSecrets }, [stores]);
      expect(pieces.flatMap(({ gaps }) => gaps).map(({ kind }) => kind)).toEqual(expected);
    });
  });
});
