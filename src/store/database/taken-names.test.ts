import { refusingTakenNames } from './taken-names';

const taken = async () => Promise.reject(Object.assign(new Error('E11000'), { code: 11000 }));

it.each([
  { kind: { noun: 'a group' }, detail: 'There is a group with the name "ops" already.', pointer: '/name' },
  {
    kind: { noun: 'a user', member: 'username' },
    detail: 'There is a user with the username "ops" already.',
    pointer: '/username',
  },
])('points to the member that has the name of $kind.noun', async ({ kind, detail, pointer }) =>
  expect(refusingTakenNames(kind, 'ops', taken)).rejects.toMatchObject({
    code: 'name_taken',
    detail,
    more: { errors: [{ pointer, code: 'name_taken' }] },
  }),
);

it('lets everything else through', async () => {
  const error = new Error('gone');
  await expect(refusingTakenNames({ noun: 'a group' }, 'ops', async () => Promise.reject(error))).rejects.toBe(error);
  expect(await refusingTakenNames({ noun: 'a group' }, 'ops', async () => 7)).toBe(7);
});
