import { expect, it } from 'vitest';
import type { LintFinding } from './queries';
import { lintText, toneOfLint, wordsOfScript } from './words';

const found = (...severities: LintFinding['severity'][]) =>
  severities.map((severity): LintFinding => ({ severity, rule: 'PS007', line: 1, message: 'm', instead: 'i' }));

it.each([
  [[], '', 'neutral'],
  [found('info'), '', 'neutral'],
  [found('warning', 'info'), '1 warning', 'warn'],
  [found('warning', 'error', 'error'), '2 errors, 1 warning', 'bad'],
])('findings in words', (lint, text, tone) => {
  expect(lintText(lint)).toBe(text);
  expect(toneOfLint(lint)).toBe(tone);
});

it('offers what a runtime and the script itself have', () => {
  const words = wordsOfScript('bash', { parameters: ['to'], secrets: ['key'], connections: ['itsm'] });
  expect(words.slice(-3)).toEqual([
    { label: 'to', detail: 'parameter' },
    { label: 'key', detail: 'secret' },
    { label: 'itsm', detail: 'connection' },
  ]);
  expect(words[0]!.label).toBe('$CERTLOOM_INPUT');
});
