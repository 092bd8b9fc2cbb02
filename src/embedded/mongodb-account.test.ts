import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { accountUri, directUri, makeAccount, mongodbAccount, mongodbPasswordFile } from './mongodb-account';

const refused = (code: number) => Object.assign(new Error(`refused with ${code}`), { code });

describe('the account of the embedded database', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'certloom-account-'));
    mkdirSync(path.join(folder, 'mongodb'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has a password that is made once and readable by its owner only', () => {
    const first = mongodbAccount(folder);
    expect(first.password).toMatch(/^[\w-]{32}$/);
    expect(first.exists).toBe(false);
    expect(statSync(path.join(folder, mongodbPasswordFile)).mode & 0o777).toBe(0o600);
    first.noteExists();
    expect(mongodbAccount(folder)).toMatchObject({ password: first.password, exists: true });
  });

  it('does not make a second password for a database that has an account', () => {
    mongodbAccount(folder).noteExists();
    rmSync(path.join(folder, mongodbPasswordFile));
    expect(() => mongodbAccount(folder)).toThrow('put the file back');
  });

  it('is named in the connection string, and only there', () => {
    expect(accountUri(1, { password: 'p' })).toBe('mongodb://certloom:p@127.0.0.1:1/certloom?authSource=admin');
    expect(directUri(1)).toBe('mongodb://127.0.0.1:1/certloom?directConnection=true');
    expect(directUri(1, { password: 'p' })).toContain('certloom:p@');
  });

  it.each<[string, Record<string, number>, string[]]>([
    ['is made', {}, ['createUser']],
    [
      'gets the present password where an earlier attempt made it',
      { createUser: 51_003 },
      ['createUser', 'updateUser'],
    ],
  ])('%s', async (_, refusals, expected) => {
    const sent: string[] = [];
    await makeAccount(async (command) => {
      const [name = ''] = Object.keys(command);
      sent.push(name);
      expect(command).toMatchObject({ [name]: 'certloom', pwd: 'p', roles: [{ role: 'root', db: 'admin' }] });
      const code = refusals[name];
      if (code !== undefined) throw refused(code);
      return { ok: 1 };
    }, 'p');
    expect(sent).toEqual(expected);
  });

  it('is not made where somebody else has been quicker', async () => {
    await expect(makeAccount(() => Promise.reject(refused(13)), 'p')).rejects.toThrow('refused with 13');
  });
});
