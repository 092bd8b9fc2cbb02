import { readAnswer, writeDomain, writeTxtQuery, writeUpdate } from './dns-message';

const key = { name: 'Certloom.Example', secret: Buffer.from('c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0', 'base64') };
const record = { name: '_acme-challenge.www.example.org', text: 'abc' };

it('writes an update whose signature dnspython 2.7 accepts', () => {
  const at = new Date('2027-01-01T00:00:00Z');
  const message = writeUpdate('add', { id: 4711, zone: 'example.org', record, key, at });
  expect(message.toString('hex')).toBe(
    [
      '126728000001000000010001076578616d706c65036f726700000600010f5f61636d652d6368616c6c656e6765037777',
      '77076578616d706c65036f726700001000010000003c00040361626308636572746c6f6f6d076578616d706c650000fa',
      '00ff00000000003d0b686d61632d7368613235360000006b36ec80012c0020f39a9ec1433d248748a247fef4efd1f9d5',
      '4ee60eee40667e2393f1faf65bff78126700000000',
    ].join(''),
  );
});

it.each(['', 'a..b', `${'a'.repeat(64)}.org`, `${'a.'.repeat(127)}org`])('knows that %j is no domain name', (name) => {
  if (name === '') expect(writeDomain(name)).toEqual(Buffer.from([0]));
  else expect(() => writeDomain(name)).toThrow(RangeError);
});

it('reads the texts of an answer, compressed names and other records among them', () => {
  const query = writeTxtQuery(7, 'a.example.org');
  const answers = [
    Buffer.from('c00c00050001000000010002c00c', 'hex'),
    Buffer.from('c00c001000010000000100060361626301' + '64', 'hex'),
  ];
  const message = Buffer.concat([query, ...answers]);
  message.writeUInt16BE(0x8400, 2);
  message.writeUInt16BE(2, 6);
  expect(readAnswer(message)).toEqual({ id: 7, code: 0, texts: ['abcd'] });
  expect(readAnswer(message.subarray(0, 40))).toBeNull();
  expect(readAnswer(Buffer.alloc(3))).toBeNull();
});
