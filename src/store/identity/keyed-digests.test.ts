import { createKeyedDigests } from './keyed-digests';

const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const slow = 'scrypt:salt:hash';

describe('keyed digests', () => {
  it('know their text, however it is composed, and no other one', () => {
    const digests = createKeyedDigests([key]);
    const keyed = digests.of('caf\u00e9', slow);
    expect(digests.matches('cafe\u0301', slow, keyed)).toBe(true);
    expect(digests.matches('cafe', slow, keyed)).toBe(false);
    expect(keyed).not.toContain('caf');
  });

  it('leave it to the slow digest where they cannot tell', () => {
    const digests = createKeyedDigests([key]);
    const foreign = createKeyedDigests([other]).of('text', slow);
    const outdated = digests.of('text', 'scrypt:salt:before');
    for (const keyed of [undefined, '', 'hmac:a', foreign, outdated]) {
      expect(digests.matches('text', slow, keyed)).toBeUndefined();
      expect(digests.isPresent(slow, keyed)).toBe(false);
    }
    expect(createKeyedDigests([]).of('text', slow)).toBeUndefined();
  });

  it('of an earlier key still count, and are to be made again', () => {
    const keyed = createKeyedDigests([other]).of('text', slow);
    const digests = createKeyedDigests([key, other]);
    expect(digests.matches('text', slow, keyed)).toBe(true);
    expect(digests.isPresent(slow, keyed)).toBe(false);
    expect(digests.isPresent(slow, digests.of('text', slow))).toBe(true);
  });
});
