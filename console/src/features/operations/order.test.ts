import { expect, it } from 'vitest';
import { emptyOrder, namesOf, orderBody, orderFault } from './order';

const made = { ...emptyOrder, way: 'key', password: 'long enough 12', passwordAgain: 'long enough 12' } as const;

it('orders by a request that was made elsewhere', () => {
  expect(orderBody({ ...emptyOrder, csr: ' PEM ', days: '30' })).toEqual({ csr: 'PEM', lifetimeSeconds: 2_592_000 });
});

it('orders with a key that is made, the least specific part of the subject first', () => {
  expect(orderBody({ ...made, subject: { CN: 'www', C: 'CZ', O: ' ' }, names: 'a.example\nb.example' })).toEqual({
    key: { kind: 'ec-p256', format: 'pkcs12', password: 'long enough 12' },
    subject: [
      { type: 'C', value: 'CZ' },
      { type: 'CN', value: 'www' },
    ],
    names: ['a.example', 'b.example'],
  });
});

it.each([
  [emptyOrder, false, 'certification request'],
  [{ ...made, password: 'short' }, false, '12 characters'],
  [{ ...made, passwordAgain: 'another one 12' }, false, 'not the same'],
  [made, true, 'Give a name'],
  [{ ...made, names: 'a', days: 'soon' }, true, 'number of days'],
])('%j cannot be sent yet', (draft, needsNames, words) => expect(orderFault(draft, needsNames)).toContain(words));

it('takes names of a rekeyed certificate from that', () => {
  expect(orderFault(made, false)).toBeUndefined();
  expect(namesOf(' a, b\n\nc ')).toEqual(['a', 'b', 'c']);
});
