import { accountName } from './sign-in';

it.each([
  ['EXAMPLE\\Kim', 'kim'],
  ['kim@example.com', 'kim'],
  ['kim', 'kim'],
  ['', ''],
])('%s is the account %s', (name, expected) => expect(accountName(name)).toBe(expected));
