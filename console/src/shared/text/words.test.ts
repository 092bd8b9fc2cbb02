import { expect, it } from 'vitest';
import { eventName } from './event-names';
import { valueText, wordsOf } from './words';

it('names what is known and what is not', () => {
  expect(eventName('certificate_uploaded')).toBe('Certificate uploaded');
  expect(eventName('key_rotation')).toBe('Key rotation');
  expect(wordsOf('sendNotification')).toBe('send notification');
  expect(wordsOf('lastEmailAt')).toBe('last e-mail at');
});

it('writes values for people', () => {
  expect([valueText(['a', 1]), valueText(null), valueText(true)]).toEqual(['a, 1', '', 'true']);
});
