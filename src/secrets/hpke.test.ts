import { openWith, publicBytesOf, sealTo, x25519PrivateKey } from './hpke';

const bytes = (text: string) => Buffer.from(text, 'base64url');
const message = Buffer.from('s3cret of ünïcode');
const info = Buffer.from('certloom vector info');

describe('hybrid public key encryption (RFC 9180)', () => {
  /** Made with @hpke/core 1.9.0: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, without additional data. */
  const vector = {
    private: 'ZwnHP4VOipLkw6_n8PVMtTNGXhPu3AysztupKd6Do-Y',
    public: '6-des4Cf4cAb5SCcOWbAXaHaphX2qm3jEoi13NTGaD8',
    enc: 'y3_rzygp9Mrra7hf6iAyUWpUtTC6mZwYuNXU-7OlMDE',
    ct: '6LvxfYlfvo9EImumohq0XLYfvbuvbnkOp_nCRjcLjazNc2A',
  };

  it('opens what another implementation has sealed', () => {
    const key = x25519PrivateKey(bytes(vector.private));
    expect(publicBytesOf(key)).toEqual(bytes(vector.public));
    expect(openWith(key, Buffer.concat([bytes(vector.enc), bytes(vector.ct)]), info)).toEqual(message);
  });

  const key = x25519PrivateKey(Buffer.alloc(32, 9));
  const sealed = sealTo(publicBytesOf(key), message, info);

  it('opens what it has sealed, and seals nothing twice alike', () => {
    expect(openWith(key, sealed, info)).toEqual(message);
    expect(sealTo(publicBytesOf(key), message, info)).not.toEqual(sealed);
    expect(openWith(key, sealTo(publicBytesOf(key), Buffer.alloc(0), info), info)).toEqual(Buffer.alloc(0));
  });

  it('opens nothing for another key or use, and nothing that was changed or cut', () => {
    expect(() => openWith(x25519PrivateKey(Buffer.alloc(32, 8)), sealed, info)).toThrow();
    expect(() => openWith(key, sealed, Buffer.from('another use'))).toThrow();
    for (const at of [0, 32, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => openWith(key, changed, info)).toThrow();
    }
    expect(() => openWith(key, sealed.subarray(0, 47), info)).toThrow('cut');
  });

  it('refuses a public key of small order, to which everybody could open', () => {
    expect(() => sealTo(Buffer.alloc(32), message, info)).toThrow();
  });
});
