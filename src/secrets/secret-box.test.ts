import { randomBytes } from 'node:crypto';
import { createSecretBox, secretBoxKey } from './secret-box';

const key = randomBytes(32);
const box = createSecretBox([key]);

describe('secret box', () => {
  it('opens what it sealed, and seals differently each time', () => {
    const sealed = box.seal('whsec_abc', 'profile');
    expect(box.open(sealed, 'profile')).toBe('whsec_abc');
    expect(sealed).not.toContain('whsec');
    expect(box.seal('whsec_abc', 'profile')).not.toBe(sealed);
  });

  it('opens with an older key and seals with the new one', () => {
    const newer = createSecretBox([randomBytes(32), key]);
    expect(newer.open(box.seal('s', 'p'), 'p')).toBe('s');
    expect(() => box.open(newer.seal('s', 'p'), 'p')).toThrow('cannot be opened');
  });

  it.each([
    { name: 'moved to another owner', change: (sealed: string) => sealed, bound: 'other' },
    { name: 'changed', change: (sealed: string) => `${sealed.slice(0, -2)}AA`, bound: 'p' },
    { name: 'cut', change: (sealed: string) => sealed.slice(0, 20), bound: 'p' },
    { name: 'of another form', change: (sealed: string) => sealed.replace('v1', 'v2'), bound: 'p' },
    { name: 'empty', change: () => '', bound: 'p' },
  ])('refuses a text that was $name', ({ change, bound }) => {
    expect(() => box.open(change(box.seal('a longer secret', 'p')), bound)).toThrow('cannot be opened');
  });

  it('takes 32-byte keys only, and derives one from a master key', () => {
    expect(() => createSecretBox([randomBytes(16)])).toThrow(RangeError);
    expect(() => createSecretBox([])).toThrow(RangeError);
    expect(secretBoxKey('master')).toHaveLength(32);
    expect(secretBoxKey('master')).toEqual(secretBoxKey('master'));
    expect(secretBoxKey('master')).not.toEqual(secretBoxKey('other'));
  });
});
