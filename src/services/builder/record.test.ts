import { forTheRecord } from './record';

it('masks what is secret by its name or by what it is', () => {
  expect(
    forTheRecord({
      url: 'https://x.example/hooks/AbCdEfGhIjKlMnOpQrStUvWxYz',
      headers: { Authorization: 'Bearer x', 'X-Api-Key': 'k', accept: 'json' },
      auth: [{ client_secret: 's', scope: 'a' }],
      text: '-----BEGIN EC PRIVATE KEY-----\nabc',
      token: null,
      at: new Date(0),
    }),
  ).toEqual({
    url: 'https://x.example/hooks/***',
    headers: { Authorization: '***', 'X-Api-Key': '***', accept: 'json' },
    auth: [{ client_secret: '***', scope: 'a' }],
    text: '***',
    token: null,
    at: '1970-01-01T00:00:00.000Z',
  });
  expect(forTheRecord(null)).toBeNull();
});

it('keeps what is large in short', () => {
  expect(String(forTheRecord({ body: 'x'.repeat(100_000) })?.['body'])).toHaveLength(2_001);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`n${index}`, 'x'.repeat(1_000)]));
  expect(Object.keys(forTheRecord(many)!)).toHaveLength(100);
});
