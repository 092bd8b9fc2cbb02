import { expect, it } from 'vitest';
import { countsText, isOver, paceText, placeText } from './words';

it.each([
  [{ host: 'a.example', port: 443, sni: 'a.example', protocol: 'tls' }, 'a.example:443 tls'],
  [{ host: '2001:db8::7', port: 25, sni: 'b', protocol: 'smtp' }, '[2001:db8::7]:25 (b) smtp'],
  [{ path: '/etc/a.jks', alias: 'web' }, '/etc/a.jks [web]'],
])('%j is “%s”', (place, text) => expect(placeText(place)).toBe(text));

it('counts what there is', () => {
  expect(countsText({ pending: 0, imported: 1200, known: 3, ignored: 0, failed: 0 })).toBe('1,200 imported, 3 known');
  expect(countsText({ pending: 0, imported: 0, known: 0, ignored: 0, failed: 0 })).toBe('none');
});

it('tells the pace as far as it is known', () => {
  const progress = { done: 1, total: 9 };
  expect(paceText({ ...progress, ratePerSecond: 2.55, secondsLeft: 300 })).toBe('2.6 a second, about 5 minutes left');
  expect(paceText({ ...progress, ratePerSecond: null, secondsLeft: null })).toBe('');
});

it('goes on while it decides', () => {
  expect(isOver({ status: 'processing' })).toBe(false);
  expect(isOver({ status: 'warning' })).toBe(true);
});
