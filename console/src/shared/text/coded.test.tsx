import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Coded } from './coded';

it.each([
  ['no code at all', 'no code at all'],
  ['', ''],
  ['`digest`: one message, `single`: many', '<code>digest</code>: one message, <code>single</code>: many'],
  ['under `/KeyfactorAPI`', 'under <code>/KeyfactorAPI</code>'],
  ['<b> is text', '&lt;b&gt; is text'],
])('%s', (text, expected) => {
  const { container } = render(<Coded>{text}</Coded>);
  expect(container.innerHTML.replaceAll(/<code [^>]*>/g, '<code>')).toBe(expected);
});
