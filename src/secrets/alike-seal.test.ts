import { randomBytes } from 'node:crypto';
import { createAlikeSeal } from './alike-seal';
import { createSecretBox } from './secret-box';

const key = randomBytes(32);

describe('a seal that makes equal texts equal', () => {
  const seal = createAlikeSeal(key, 'value');

  it('hides the text, and a box opens it', () => {
    expect(seal('4711')).not.toContain('4711');
    expect(createSecretBox([randomBytes(32), key]).open(seal('4711'), 'value')).toBe('4711');
    expect(() => createSecretBox([key]).open(seal('4711'), 'other')).toThrow();
  });

  it('depends on text, bound and key, and on nothing else', () => {
    expect(seal('a')).toBe(createAlikeSeal(key, 'value')('a'));
    const others = [seal('b'), createAlikeSeal(key, 'other')('a'), createAlikeSeal(randomBytes(32), 'value')('a')];
    expect(new Set([seal('a'), ...others].map((text) => text.split('.')[1])).size).toBe(4);
  });

  it('takes 32 bytes', () => expect(() => createAlikeSeal(randomBytes(31), 'value')).toThrow(RangeError));
});
