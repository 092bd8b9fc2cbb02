import type { WebhookChannel } from './profile';
import { overlapEnd, rotatedSecrets, secretLimit, signingSecrets, withoutEndedSecrets } from './webhook-secrets';

const now = new Date('2030-01-10T00:00:00Z');
const later = '2030-01-11T00:00:00.000Z';
const channel = (secrets: string[], secretsUntil?: (string | null)[]): WebhookChannel => ({
  type: 'webhook',
  url: 'https://a.example',
  secrets,
  ...(secretsUntil === undefined ? {} : { secretsUntil }),
});

describe('secrets that sign', () => {
  it.each<{ name: string; given: WebhookChannel; signing: string[]; end: string | null }>([
    { name: 'no ends', given: channel(['a', 'b']), signing: ['a', 'b'], end: null },
    { name: 'inside the overlap', given: channel(['a', 'b'], [null, later]), signing: ['a', 'b'], end: later },
    { name: 'at its end', given: channel(['a', 'b'], [null, now.toISOString()]), signing: ['a'], end: null },
    { name: 'a list of ends that is too short', given: channel(['a', 'b'], [null]), signing: ['a', 'b'], end: null },
  ])('$name', ({ given, signing, end }) => {
    expect(signingSecrets(given, now)).toEqual(signing);
    expect(withoutEndedSecrets(given, now).secrets).toEqual(signing);
    expect(overlapEnd(given, now)?.toISOString() ?? null).toBe(end);
  });

  it('drops the ends with the last secret that had one', () => {
    expect(withoutEndedSecrets(channel(['a', 'b'], [null, '2029-01-01T00:00:00Z']), now)).toEqual(channel(['a']));
  });
});

describe('rotatedSecrets', () => {
  const until = new Date('2030-01-12T00:00:00Z');

  it('puts the new one first and lets the old ones end, never later than they would have', () => {
    expect(rotatedSecrets(channel(['a', 'b'], [null, later]), 'new', { now, until })).toEqual(
      channel(['new', 'a', 'b'], [null, until.toISOString(), later]),
    );
  });

  it('leaves out what has ended, and refuses a sixth', () => {
    const full = Array.from({ length: secretLimit }, (_, index) => `s${index}`);
    expect(rotatedSecrets(channel(full), 'new', { now, until })).toBeUndefined();
    const ended = full.map((_, index) => (index === 0 ? null : '2029-01-01T00:00:00Z'));
    expect(rotatedSecrets(channel(full, ended), 'new', { now, until })?.secrets).toEqual(['new', 's0']);
  });
});
