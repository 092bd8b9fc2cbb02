import { parseCompare } from './arguments';

describe('parseCompare', () => {
  const defaults = { commit: 'abc', subject: 'uploads', rounds: 5, share: 0.5, within: undefined };

  it.each([
    { name: 'a commit alone', line: 'abc', expected: defaults },
    { name: 'another subject', line: 'abc lists', expected: { ...defaults, subject: 'lists' } },
    {
      name: 'options before and behind',
      line: '--rounds 7 abc --share=1 --within 10 uploads',
      expected: { ...defaults, rounds: 7, share: 1, within: 10 },
    },
    { name: 'nothing may be lost', line: 'abc --within 0', expected: { ...defaults, within: 0 } },
  ])('$name', ({ line, expected }) => {
    expect(parseCompare(line.split(' '))).toEqual(expected);
  });

  it.each([
    { name: 'no commit', args: [], said: 'missing' },
    { name: 'unknown subject', args: ['abc', 'scam'], said: 'scam' },
    { name: 'too much', args: ['abc', 'lists', 'uploads'], said: 'uploads' },
    { name: 'unknown option', args: ['abc', '--round', '5'], said: '--round' },
    { name: 'option without its value', args: ['abc', '--rounds'], said: 'rounds' },
    { name: 'no round', args: ['abc', '--rounds', '0'], said: '--rounds' },
    { name: 'half a round', args: ['abc', '--rounds', '1.5'], said: '--rounds' },
    { name: 'no number', args: ['abc', '--share', 'half'], said: '--share' },
    { name: 'more than all', args: ['abc', '--share', '1.1'], said: '--share' },
    { name: 'below nothing', args: ['abc', '--within=-1'], said: '--within' },
  ])('refuses: $name', ({ args, said }) => {
    expect(parseCompare(args)).toEqual(expect.stringContaining(said));
  });
});
