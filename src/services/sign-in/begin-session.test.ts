import type { Session } from '../../domain/sign-in/session';
import { createBeginSession } from './begin-session';

const at = new Date('2030-01-01T12:00:00Z');
const from = { ipAddress: '127.0.0.1', userAgent: 'test' };
const session = { uuid: 'new', user: 'u' } as Session;

function begin(known: Session | undefined) {
  const ended: unknown[] = [];
  const made: unknown[] = [];
  const beginSession = createBeginSession({
    sessions: {
      bySecret: async () => known,
      end: async (...args) => (ended.push(args), []),
      create: async (fields) => (made.push(fields), { session, secret: 'secret' }),
    },
    limits: async () => ({ idleMs: 1_000, absoluteMs: 60_000 }),
    now: () => at,
  });
  return { beginSession, ended, made };
}

it('makes a session that the cookie outlives in no case', async () => {
  const { beginSession, ended, made } = begin(undefined);
  expect(await beginSession({ user: 'u', method: 'apiKey', from, before: undefined })).toEqual({
    ...{ session, secret: 'secret', maxAgeSeconds: 60 },
  });
  expect(made).toEqual([{ user: 'u', method: 'apiKey', provider: null, ...from }]);
  expect(ended).toEqual([]);
});

it('ends the one that the browser had', async () => {
  const { beginSession, ended } = begin({ uuid: 'old' } as Session);
  await beginSession({ user: 'u', method: 'provider', provider: 'corp', from, before: 'old secret' });
  expect(ended).toEqual([['old', 'replaced', at]]);
});
