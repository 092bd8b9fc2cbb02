import type { Request } from 'express';
import { CertloomError } from '../../domain/problem';
import type { Permission } from '../../domain/identity/permissions';
import { nobody, type Caller } from './route';
import { createStillGood } from './still-good';

const req = { headers: {} } as Request;
const caller = (granted: readonly Permission[], more: Partial<Caller> = {}): Caller => ({
  ...{ ...nobody, actor: { type: 'user', uuid: 'ann', name: 'ann' }, permissions: new Set(granted) },
  ...more,
});
const fail = (error: Error) => () => Promise.reject(error);
const never = { cookie: { read: () => 'secret' }, ownerOf: fail(new Error('not asked')) };

describe('a key', () => {
  const until = (time: number) => ({ validUntil: new Date(time) });
  it.each<[string, Caller, boolean]>([
    ['the same', caller(['groups:read'], until(5)), true],
    [
      'of somebody else',
      { ...caller(['groups:read'], until(5)), actor: { type: 'user', uuid: 'bob', name: 'bob' } },
      false,
    ],
    ['that may more', caller(['groups:read', 'users:read'], until(5)), false],
    ['that may less', caller([], until(5)), false],
    ['that may something else', caller(['users:read'], until(5)), false],
    ['that ends at another moment', caller(['groups:read'], until(6)), false],
  ])('%s: %s', async (_, now, expected) => {
    const isStillGood = createStillGood({ authenticate: () => Promise.resolve(now), ...never });
    expect(await isStillGood(req, caller(['groups:read'], until(5)))).toBe(expected);
  });

  it('that is over is not good, and one that cannot be looked up is not known', async () => {
    const refused = createStillGood({ authenticate: fail(new CertloomError('unauthenticated', 'over')), ...never });
    expect(await refused(req, caller([]))).toBe(false);
    const away = createStillGood({ authenticate: fail(new Error('the database is away')), ...never });
    await expect(away(req, caller([]))).rejects.toThrow('away');
  });
});

describe('a session is looked up without being used', () => {
  const session = { session: { uuid: 's1' } };
  it.each<[string, string | undefined, { uuid: string; permissions: Permission[] } | undefined, boolean]>([
    ['the same', 'secret', { uuid: 'ann', permissions: ['groups:read', 'groups:read'] }, true],
    ['with other rights', 'secret', { uuid: 'ann', permissions: ['users:read'] }, false],
    ['of somebody else', 'secret', { uuid: 'bob', permissions: ['groups:read'] }, false],
    ['that is over', 'secret', undefined, false],
    ['without its cookie', undefined, { uuid: 'ann', permissions: ['groups:read'] }, false],
  ])('%s', async (_, secret, owner, expected) => {
    const isStillGood = createStillGood({
      authenticate: fail(new Error('not asked')),
      cookie: { read: () => secret },
      ownerOf: async () => owner && { user: { uuid: owner.uuid }, permissions: owner.permissions },
    });
    expect(await isStillGood(req, caller(['groups:read'], session))).toBe(expected);
  });
});
