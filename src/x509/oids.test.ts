import { oid } from '../../test/hostile/der-writer';
import { decodeOid } from './oids';

const decode = (content: Buffer): string | null => decodeOid(content, 0, content.length);

describe('decodeOid', () => {
  it.each([
    '0.9.2342.19200300.100.1.25',
    '1.2.840.113549.1.1.11',
    '1.39.1',
    '2.5.4.3',
    '2.999.1',
    '2.25.329800735698586629295641978511506172918', // a UUID, larger than any number of JavaScript
    '1.3.9007199254740993',
  ])('%s', (dotted) => {
    expect(decode(oid(dotted).subarray(2))).toBe(dotted);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an arc without its end', Buffer.from('2a86', 'hex')],
    ['an arc with leading zeros', Buffer.from('2a8001', 'hex')],
    ['65 arcs', Buffer.alloc(64, 0x2a)],
    ['129 octets', Buffer.concat([Buffer.alloc(128, 0xff), Buffer.from([1])])],
  ])('%s is none', (_, content) => {
    expect(decode(content)).toBeNull();
  });

  it('takes 64 arcs', () => {
    expect(decode(Buffer.alloc(63, 0x2a))?.split('.')).toHaveLength(64);
  });
});
