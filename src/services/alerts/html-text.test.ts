import { textOfHtml } from './html-text';

it.each([
  ['<p>One</p><p>Two &amp; <b>three</b></p>', 'One\nTwo & three'],
  ['<style>p{color:red}</style>a<br>b', 'a\nb'],
  ['<ul><li>x</li><li>y</li></ul>', 'x\ny'],
  ['&lt;b&gt; &#233; &#x20ac; &unknown;', '<b> é € &unknown;'],
  ['1 < 2', '1 < 2'],
  ['', ''],
])('%s', (html, expected) => expect(textOfHtml(html)).toBe(expected));

it('needs time in proportion to the text', () => {
  const started = performance.now();
  textOfHtml('<p '.repeat(30_000) + '&'.repeat(30_000));
  expect(performance.now() - started).toBeLessThan(2_000);
});
