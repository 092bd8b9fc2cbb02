import { expect, it } from 'vitest';
import { endText } from './session-words';

it.each([
  [{ state: 'live', end: null }, 'live'],
  [{ state: 'ended', end: null }, 'timed out'],
  [{ state: 'ended', end: 'passwordChanged' }, 'password changed'],
] as const)('%j is %s', (session, text) => expect(endText(session)).toBe(text));
