import {
  digestOf,
  formatApiKey,
  hardenedDigestOf,
  matchesDigest,
  matchesHardenedDigest,
  newSecret,
  parseApiKey,
} from './api-key-secrets';

const uuid = '6f1c1d5e-3f6a-4a53-9d8b-0a4d1f0b7a11';

describe('made keys', () => {
  it('come back from their text', () => {
    const secret = newSecret();
    expect(secret).toHaveLength(43);
    expect(parseApiKey(formatApiKey({ uuid, secret }))).toEqual({ uuid, secret });
  });

  it.each([
    '',
    'clk_',
    `clk_${uuid}_${'a'.repeat(43)}`,
    `clk_${'A'.repeat(32)}_${'a'.repeat(43)}`,
    `clk_${'a'.repeat(32)}_${'a'.repeat(42)}`,
    ` clk_${'a'.repeat(32)}_${'a'.repeat(43)}`,
  ])('%j is none', (text) => {
    expect(parseApiKey(text)).toBeUndefined();
  });

  it('match their own digest only', () => {
    const secret = newSecret();
    expect(matchesDigest(secret, digestOf(secret))).toBe(true);
    expect(matchesDigest(newSecret(), digestOf(secret))).toBe(false);
    expect(matchesDigest(secret, 'scrypt:a:b')).toBe(false);
    expect(digestOf(secret)).not.toContain(secret);
  });
});

describe('chosen texts', () => {
  it('match their own salted digest only, in any normal form', async () => {
    const digest = await hardenedDigestOf('clé of the administrator');
    expect(await matchesHardenedDigest('cle\u0301 of the administrator', digest)).toBe(true);
    expect(await matchesHardenedDigest('another text altogether', digest)).toBe(false);
    expect(await matchesHardenedDigest('x', 'sha256:00')).toBe(false);
    expect(await hardenedDigestOf('clé of the administrator')).not.toBe(digest);
  });
});
