import { recipientFaults, resolveRecipients, splitRecipients } from './recipients';

const values = {
  of: (name: string) =>
    name === 'owner:mail' ? ['o@x.example'] : name === 'certemail' ? ['c@x.example', 'C@x.example'] : [],
};
const resolve = (recipients: string[], fallback: string[] = []) =>
  resolveRecipients(recipients, 'expiration', values, fallback);

describe('resolveRecipients', () => {
  it('fills tokens with as many addresses as they have, each once without regard to case', () =>
    expect(resolve(['{certemail}', 'O@x.example', '{owner:mail}'])).toEqual({
      ...{ addresses: ['c@x.example', 'O@x.example'], unresolved: [], isFallback: false },
    }));

  it('H19: serves the others where a token has no value, and names it', () =>
    expect(resolve(['{requester:mail}', 'a@x.example'], ['f@x.example'])).toEqual({
      ...{ addresses: ['a@x.example'], unresolved: ['{requester:mail}'], isFallback: false },
    }));

  it('falls back where nothing resolves', () =>
    expect(resolve(['{requester:mail}'], ['f@x.example'])).toEqual({
      ...{ addresses: ['f@x.example'], unresolved: ['{requester:mail}'], isFallback: true },
    }));

  it('falls back on nobody where nobody was meant', () =>
    expect(resolve([], ['f@x.example'])).toMatchObject({ addresses: [], isFallback: false }));
});

it('splits lists that stand in one text', () =>
  expect(splitRecipients(['a@x.example; {owner:mail}', ' B@x.example,b@x.example', ''])).toEqual([
    ...['a@x.example', '{owner:mail}', 'B@x.example'],
  ]));

it.each([
  ['a@x.example', []],
  ['{owner:mail}', []],
  ['{ownermail}', ['unknown_token']],
  ['nobody', ['wrong_value']],
  ['{cmnt}', ['unknown_token']],
])('recipient %s', (entry, codes) =>
  expect(recipientFaults([entry], 'expiration', '/recipients').map(({ code }) => code)).toEqual(codes),
);
