import { userInfo } from 'node:os';
import { findAccount, ownAccountName } from './account';

const isRoot = process.geteuid?.() === 0;

/** The number for one that the system's list does not have. */
function nameOfThisUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid!());
  }
}

describe('the account of scripts', () => {
  it('may be named, or given in numbers', async () => {
    if (!isRoot) return; // only root may start programs under another account
    expect(await findAccount('nobody')).toMatchObject({
      name: 'nobody',
      uid: expect.any(Number),
      gid: expect.any(Number),
    });
    expect(await findAccount('61234:61235')).toEqual({ uid: 61_234, gid: 61_235, name: '61234' });
  });

  it('is not one that is not there, nor root, nor that of the worker', async () => {
    await expect(findAccount('no-such-user')).rejects.toThrow('there is no user no-such-user');
    await expect(findAccount('root')).rejects.toThrow('scripts are not run as root');
    await expect(findAccount('0:0')).rejects.toThrow('scripts are not run as root');
    if (!isRoot) await expect(findAccount(`${process.geteuid!()}:1`)).rejects.toThrow('the account of the worker');
  });

  it('is the worker itself by name where there is none', () => {
    expect(ownAccountName()).toBe(nameOfThisUser());
  });
});
