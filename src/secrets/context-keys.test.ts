import { contextKeyText } from '../domain/secrets/context-key';
import {
  contextKeyIdOf,
  createContextKeyMarks,
  derivedContextKeys,
  openForContext,
  privateContextKey,
  privateContextKeys,
  publicContextKey,
  publicContextKeys,
  publicOf,
  sealForContext,
} from './context-keys';

const api = privateContextKey('api', Buffer.alloc(32, 1));
const service = privateContextKey('service', Buffer.alloc(32, 1));
const sealed = sealForContext(publicOf(api), 's3cret', 'named secret u1');

describe('a secret that is sealed for a context', () => {
  it('is opened with the key of that context, whatever others are at hand', () => {
    const later = privateContextKey('api', Buffer.alloc(32, 2));
    expect(openForContext([later, service, api], sealed, 'named secret u1')).toBe('s3cret');
    expect(contextKeyIdOf(sealed)).toBe(api.id);
  });

  it('is not opened with others, for another row, or after a change', () => {
    expect(openForContext([service], sealed, 'named secret u1')).toBeUndefined();
    expect(openForContext([api], sealed, 'named secret u2')).toBeUndefined();
    expect(openForContext([api], `${sealed.slice(0, -4)}AAAA`, 'named secret u1')).toBeUndefined();
    expect(openForContext([api], 'v1.x.y.z', 'named secret u1')).toBeUndefined();
  });

  it('does not pass for one of the other context under the same key', () => {
    const disguised = { ...service, id: api.id };
    expect(openForContext([disguised], sealed, 'named secret u1')).toBeUndefined();
  });
});

describe('keys of contexts', () => {
  it('are read as they are written, in their order', () => {
    const text = contextKeyText({ kind: 'private', context: 'api', key: Buffer.alloc(32, 1).toString('base64url') });
    expect(privateContextKeys([text]).map(({ id }) => id)).toEqual([api.id]);
    const key = publicOf(api).bytes.toString('base64url');
    expect(publicContextKeys([contextKeyText({ kind: 'public', context: 'api', key })])).toEqual([publicOf(api)]);
  });

  it('are derived one for each context and master key', () => {
    const keys = derivedContextKeys((use) => [1, 2].map((n) => Buffer.alloc(32, use.length + n)));
    expect(keys.map(({ context }) => context)).toEqual(['api', 'api', 'service', 'service']);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(4);
  });
});

describe('marks of public keys', () => {
  const [now, before] = [Buffer.alloc(32, 5), Buffer.alloc(32, 6)];
  const marks = createContextKeyMarks([now, before]);

  it('tell those of the master key, of an earlier one, and of nobody', () => {
    const key = publicOf(api);
    expect(marks.check(key, marks.of(key))).toBe('good');
    expect(marks.check(key, createContextKeyMarks([before]).of(key))).toBe('stale');
    expect(marks.check(key, createContextKeyMarks([Buffer.alloc(32)]).of(key))).toBe('wrong');
    expect(marks.check(key, '')).toBe('wrong');
    expect(marks.check(publicContextKey('service', key.bytes), marks.of(key))).toBe('wrong');
  });
});
