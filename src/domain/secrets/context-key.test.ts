import { contextKeyText, parseContextKey } from './context-key';

const key = `${'a'.repeat(42)}A`;

describe('parseContextKey', () => {
  it.each([
    { kind: 'private', context: 'api', key },
    { kind: 'public', context: 'service', key },
  ] as const)('reads what was written: $kind, $context', (written) =>
    expect(parseContextKey(contextKeyText(written))).toEqual(written),
  );

  it.each([
    ['another context', `clc_private_jobs_${key}`],
    ['no kind', `clc_api_${key}`],
    ['a key that is too short', `clc_private_api_${key.slice(1)}`],
    ['bits behind the 32 bytes', `clc_private_api_${'a'.repeat(43)}`],
    ['something behind it', `clc_private_api_${key} `],
  ])('takes nothing with %s', (_name, text) => expect(parseContextKey(text)).toBeUndefined());
});
