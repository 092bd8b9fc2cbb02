import { createPatternEngine } from '../firings/pattern-engine';
import { createWholeMatch } from './whole-match';

const matches = createWholeMatch(createPatternEngine());

it.each([
  ['[a-z]+\\.example\\.org', 'web.example.org', true],
  ['[a-z]+\\.example\\.org', 'web.example.org.evil.test', false],
  ['a|b', 'b', true],
  ['a|b', 'ab', false],
  ['(?i)WEB', 'web', true],
  ['a.*', 'a\nb', false],
  ['a*', 'a'.repeat(2_001), false],
])('%s matches the whole of %s: %s', (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

it('would let a pattern close its group: what is saved must compile by itself', () =>
  expect(() => createPatternEngine().compile('a)|(b')).toThrow());
