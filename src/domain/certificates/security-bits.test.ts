import { securityBits } from './security-bits';

describe('securityBits', () => {
  it.each([
    ['rsa', 512, 57],
    ['rsa', 768, 69],
    ['rsa', 1024, 80],
    ['rsa', 2047, 80],
    ['rsa', 2048, 112],
    ['rsa-pss', 3072, 128],
    ['rsa', 4096, 128],
    ['rsa', 7680, 192],
    ['rsa', 16384, 256],
    ['dsa', 2048, 112],
    ['rsa', 1, 0],
    ['ec', 112, 56],
    ['ec', 192, 80],
    ['ec', 224, 112],
    ['ec', 256, 128],
    ['ec', 384, 192],
    ['ec', 521, 256],
    ['ec', null, null],
    ['gost-2012-512', 512, 256],
    ['ed25519', 256, 128],
    ['ed448', 456, 224],
    ['ml-dsa-44', null, 128],
    ['ml-dsa-65', null, 192],
    ['ml-kem-1024', null, 256],
    ['slh-dsa-shake-192f', null, 192],
    ['slh-dsa-sha2-192x', null, null],
    ['1.2.3', 4096, null],
    ['unknown', null, null],
  ])('%s of %p bits', (keyAlgorithm, keySize, bits) => expect(securityBits({ keyAlgorithm, keySize })).toBe(bits));

  it('never falls as an RSA key grows', () => {
    const bits = Array.from({ length: 260 }, (_, index) => securityBits({ keyAlgorithm: 'rsa', keySize: index * 64 })!);
    expect(bits).toEqual([...bits].sort((one, other) => one - other));
  });
});
