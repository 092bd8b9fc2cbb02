import { foreignness } from './same-origin';

const origin = 'https://certloom.example.org';

it.each([
  ['a page of ours', { 'sec-fetch-site': 'same-origin', origin }, undefined],
  ['a page of ours that tells no referrer', { 'sec-fetch-site': 'same-origin', origin: 'null' }, undefined],
  ['a page of ours on plain HTTP under a name', { origin }, undefined],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, /cross-site/],
  ['another port or a sister host', { 'sec-fetch-site': 'same-site', origin }, /same-site/],
  ['nobody: typed, or of a bookmark', { 'sec-fetch-site': 'none' }, /none/],
  ['another origin on plain HTTP', { origin: 'http://certloom.example.org' }, /CERTLOOM_PUBLIC_URL/],
  ['a page in a sandbox', { origin: 'null' }, /null/],
  ['who says nothing', {}, /neither/],
  ['who claims our name in Host', { host: 'certloom.example.org' }, /neither/],
  ['hostile text', { origin: 'a\u202eb' }, /something unreadable/],
])('a request of %s', (_name, headers, expected) => {
  const reason = foreignness(headers, origin);
  if (expected === undefined) expect(reason).toBeUndefined();
  else expect(reason).toMatch(expected);
});
