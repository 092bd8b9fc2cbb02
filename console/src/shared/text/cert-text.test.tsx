import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { CertText } from './cert-text';

it('shows markup as text and what turns its direction by code point', () => {
  const { container } = render(<CertText>{'<img src=x onerror=alert(1)>\u202etxt'}</CertText>);
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toBe('<img src=x onerror=alert(1)>U+202Etxt');
  expect(container.querySelector('mark')?.title).toBe('U+202E: turns the direction of text');
});

it('says what is missing with a dash', () => {
  expect(render(<CertText>{null}</CertText>).container.textContent).toBe('–');
});
