import { createOwnPublication } from './own-publication';

const id = '00000000-0000-4000-8000-000000000001';
const own = createOwnPublication({
  lists: { current: async (caId) => (caId.startsWith(id) ? { der: Buffer.from(caId) } : null) },
  ocsp: async (authority, request) => (authority === id ? { der: Buffer.from(request) } : null),
});

it.each([
  [`http://ca.test/ca/${id}.crl`, id],
  [`http://other.test:8080/base/ca/${id}-root.crl`, `${id}-root`],
  [`http://ca.test/ca/${id.replace('1', '2')}.crl`, undefined],
  [`http://ca.test/ca/${id}.cer`, undefined],
  [`http://ca.test/?x=/ca/${id}.crl`, undefined],
  ['no address', undefined],
])('reads the list of %s', async (url, found) => expect((await own.list(url))?.toString()).toBe(found));

it.each([
  [`http://ca.test/ca/${id}/ocsp`, 'question'],
  [`http://ca.test/ca/${id}-root/ocsp`, undefined],
  [`http://ca.test/ca/${id.replace('1', '2')}/ocsp`, undefined],
  [`http://ca.test/ca/${id}.crl`, undefined],
])('asks the responder of %s', async (url, found) =>
  expect((await own.answer(url, Buffer.from('question')))?.toString()).toBe(found),
);
