import { escapeHtml } from './escape-html';

it.each([
  ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
  [`"x" onload='y'`, '&#34;x&#34; onload=&#39;y&#39;'],
  ['&amp;', '&amp;amp;'],
])('%s', (text, escaped) => expect(escapeHtml(text)).toBe(escaped));
