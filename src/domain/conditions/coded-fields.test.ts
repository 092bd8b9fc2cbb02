import { extendedKeyUsageNames } from '../certificates/extended-key-usages';
import { codeTableOf, curveNames } from './coded-fields';

describe.each([
  ['EXTENDED_KEY_USAGE', [...extendedKeyUsageNames, '1.2.3.4']],
  ['CURVE', [...curveNames, 'sect283k1', '1.2.3.4']],
])('%s', (field, codes) => {
  const table = codeTableOf(field)!;

  it.each(codes)('finds %s again', (code) => {
    expect(table.codeOf(table.storedOf(code))).toBe(code);
    expect(table.read(code)).toBe(code);
    expect(table.read(table.storedOf(code))).toBe(code);
  });
});

it.each([
  ['EXTENDED_KEY_USAGE', '1.3.6.1.5.5.7.3.1', 'serverAuth'],
  ['CURVE', 'secp256r1', 'P-256'],
  ['CURVE', 'prime256v1', 'P-256'],
  ['CURVE', 'SM2', 'sm2'],
])('%s reads %s as %s', (field, text, code) => expect(codeTableOf(field)!.read(text)).toBe(code));

it('other fields hold their codes', () => expect(codeTableOf('KEY_USAGE')).toBeUndefined());
