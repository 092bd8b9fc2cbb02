import { randomBytes, randomUUID } from 'node:crypto';
import { createLinkSigner } from './link-signer';

const keys = [randomBytes(32), randomBytes(32)];
const signer = createLinkSigner(keys);
const now = new Date('2030-01-01T00:00:00.500Z');
const later = new Date('2030-01-02T00:00:00Z');
const unknown = { kind: 'unknown' };
const uuid = randomUUID();
const token = signer.sign({ kind: 'firing', id: uuid }, later);

describe('a signed link', () => {
  it.each([
    { kind: 'firing', id: uuid },
    { kind: 'certificate', id: uuid },
    { kind: 'approval', id: uuid },
    { kind: 'digest', id: randomBytes(32).toString('hex') },
    { kind: 'decision', id: uuid, user: randomUUID() },
  ] as const)('to a $kind opens that and nothing else, until it expires', (target) => {
    const made = signer.sign(target, later);
    expect(made).toMatch(/^[A-Za-z0-9_-]{50,71}$/);
    expect(signer.open(made, now)).toEqual({ kind: 'open', target });
    expect(signer.open(made, new Date(later.getTime() - 1))).toEqual({ kind: 'open', target });
    expect(signer.open(made, later)).toEqual({ kind: 'expired', target });
  });

  it('is the same for the same thing and expiry', () =>
    expect(signer.sign({ kind: 'firing', id: uuid.toUpperCase() }, later)).toBe(token));

  it('with any bit changed opens nothing, and does not say that it has expired', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect(signer.open(forged.toString('base64url'), later)).toEqual(unknown);
    }
  });

  it.each([
    { name: 'nothing', text: '' },
    { name: 'a cut token', text: token.slice(0, -1) },
    { name: 'a longer one', text: `${token}A` },
    { name: 'padding', text: `${token}==` },
    { name: 'the other alphabet', text: `${token.slice(0, -2)}+/` },
    { name: 'zeros', text: 'A'.repeat(50) },
    { name: 'bits that base64 does not use', text: `${token.slice(0, -1)}${next(token.at(-1)!)}` },
    { name: 'a very long text', text: 'A'.repeat(100_000) },
    { name: 'the token of a form', text: signer.signForm(token, now) },
  ])('$name opens nothing', ({ text }) => expect(signer.open(text, now)).toEqual(unknown));

  it('opens under an earlier key, and not under a foreign one', () => {
    expect(createLinkSigner([randomBytes(32), ...keys]).open(token, now)).toMatchObject({ kind: 'open' });
    expect(createLinkSigner([randomBytes(32)]).open(token, now)).toEqual(unknown);
  });

  it.each(['', 'f1', 'z'.repeat(64), `${uuid}00`])('cannot be made for the id %p', (id) =>
    expect(() => signer.sign({ kind: 'firing', id }, later)).toThrow(RangeError),
  );

  it.each([
    { id: randomBytes(32).toString('hex'), user: uuid },
    { id: uuid, user: 'ann' },
  ])('to decide is only made for two uuids: %j', (target) =>
    expect(() => signer.sign({ kind: 'decision', ...target }, later)).toThrow(RangeError),
  );

  it('to the page of an approval is none to decide it, and one of another user none of this', () => {
    const [one, other] = [randomUUID(), randomUUID()].map((user) =>
      signer.sign({ kind: 'decision', id: uuid, user }, later),
    );
    expect(signer.sign({ kind: 'approval', id: uuid }, later)).not.toBe(one);
    // The user of one under the signature of the other.
    const mixed = Buffer.concat([
      Buffer.from(one!, 'base64url').subarray(0, -16),
      Buffer.from(other!, 'base64url').subarray(-16),
    ]);
    expect(signer.open(mixed.toString('base64url'), now)).toEqual(unknown);
  });
});

describe('the form on a page', () => {
  const form = signer.signForm(token, now);

  it.each([
    { name: 'at once', form, of: token, at: now, fresh: true },
    { name: 'within the hour', form, of: token, at: new Date(now.getTime() + 3_599_000), fresh: true },
    { name: 'after it', form, of: token, at: new Date(now.getTime() + 3_600_000), fresh: false },
    { name: 'long before it was made', form, of: token, at: new Date(now.getTime() - 120_000), fresh: false },
    { name: 'of another page', form, of: signer.sign({ kind: 'certificate', id: uuid }, later), at: now, fresh: false },
    { name: 'left out', form: '', of: token, at: now, fresh: false },
    { name: 'made up', form: 'A'.repeat(28), of: token, at: new Date(0), fresh: false },
    { name: 'a token itself', form: token, of: token, at: now, fresh: false },
  ])('$name', ({ form: given, of, at, fresh }) => expect(signer.isFreshForm(given, of, at)).toBe(fresh));
});

/** The next character of the alphabet: differs in the lowest bit, which stands for nothing at the end of a token. */
function next(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[(alphabet.indexOf(character) + 1) % 64]!;
}
