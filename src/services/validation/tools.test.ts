import { validationTools } from './tools';

describe('validationTools', () => {
  it('makes digests by their OIDs', () => {
    const { digest } = validationTools();
    expect(digest('1.3.14.3.2.26', Buffer.from('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(digest('2.16.840.1.101.3.4.2.1', Buffer.from('abc'))?.slice(0, 16)).toBe('ba7816bf8f01cfea');
    expect(digest('2.16.840.1.101.3.4.2.6', Buffer.from('abc'))?.slice(0, 16)).toBe('53048e2681941ef9');
    expect(digest('1.2.3', Buffer.from('abc'))).toBeNull();
  });

  it('gives turns', async () => expect(await validationTools().giveTurn()).toBeUndefined());
});
