import type { DeliveryMessage } from '../domain/notifications/delivery';
import { asSent } from './personal-link';

const common = 'https://certloom.example/n/common';
const until = new Date('2030-01-08T00:00:00Z');
const personal = { approval: 'a-1', user: 'u-ada', until, insteadOf: common };
const message: DeliveryMessage = {
  ...{ subject: 'asks', text: `Details: ${common}\n`, html: `<a href="${common}">${common}</a>` },
  ...{ envelope: {} as never, facts: {}, defaultTextUsed: false },
};
const toAda = { channel: 'email', recipient: { kind: 'address', value: 'ada@example.org' } } as const;
const linkOf = ({ approval, user }: { readonly approval: string; readonly user: string }) =>
  `https://certloom.example/n/${approval}-${user}`;

it('goes out with the link of its one reader, in every place', () => {
  const sent = asSent({ ...message, personal }, toAda, linkOf);
  const own = 'https://certloom.example/n/a-1-u-ada';
  expect(sent).toEqual({ ...message, text: `Details: ${own}\n`, html: `<a href="${own}">${own}</a>` });
});

it.each([
  { name: 'a message for many', given: message, to: toAda, link: linkOf },
  {
    name: 'one to a webhook',
    given: { ...message, personal },
    to: { channel: 'webhook', recipient: { kind: 'none', value: null } } as const,
    link: linkOf,
  },
  {
    name: 'one inside the product',
    given: { ...message, personal },
    to: { channel: 'internal', recipient: { kind: 'user', value: 'u-ada' } } as const,
    link: linkOf,
  },
  { name: 'one where no such links are made', given: { ...message, personal }, to: toAda, link: undefined },
])('$name keeps the common link', ({ given, to, link }) => {
  expect(asSent(given, to, link)).toEqual(message);
});
