/**
 * Patterns that keep as many of their states alive as they can, for texts of `a` and `b`: none ends in a literal that
 * could be looked for first, and those with `(?i)` are what `ignoreCase` makes.
 */
export const hostilePatterns: readonly string[] = [
  '(a|b)*a(a|b){90}x?$',
  '(?i)(a|b)*a(a|b){90}x?$',
  '[ab]*a[ab]{160}[^ab]',
  '(?i)[ab]*a[ab]{300}[^ab]',
  '([ab]{1,30}a){1,15}[^ab]$',
  '(?i)(\\pL|\\pN){60}[^\\pL]',
  '(\\w+\\w+)+[^\\w]',
  '(?:a?){60}a{60}[^ab]$',
  '(([ab]{0,9}){0,9}){0,4}[^ab]$',
  '^(?:.*a){30}[^ab]$',
];

/** As many letters, the same in every run and without a period. */
export function hostileText(length: number): string {
  let seed = 1;
  const letters = Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >> 16) & 1 ? 'a' : 'b';
  });
  return letters.join('');
}
