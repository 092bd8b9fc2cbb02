import { sessionEnds, sessionMethods, timeOutOf, type Session, type SessionLimits } from '../../domain/sign-in/session';
import { besideOne, isoDate, page, z } from '../http/schemas';

export const sessionView = z
  .strictObject({
    uuid: z.string(),
    user: z.string(),
    userName: besideOne,
    method: z.enum(sessionMethods).openapi({
      description: 'How it began: by a one-time address, an API key, a password, or a provider (OpenID Connect).',
    }),
    provider: z.string().nullable().openapi({ description: 'Name of the provider, if it was one.' }),
    createdAt: isoDate,
    lastUsedAt: isoDate.openapi({ description: 'Accurate to the minute.' }),
    endsAt: isoDate.openapi({ description: 'When it was ended, or when it times out unless it is used.' }),
    state: z.enum(['live', 'ended']),
    end: z
      .enum(sessionEnds)
      .nullable()
      .openapi({ description: 'Why it was ended; null while it lives or if it timed out.' }),
    isCurrent: z.boolean().openapi({ description: 'It is the one that asks.' }),
    ipAddress: z.string(),
    userAgent: z.string().nullable(),
  })
  .openapi('Session');
export const sessionPage = page(sessionView);

/** A session as people see it. @param current uuid of the one that asks */
export function toSessionView(session: Session, limits: SessionLimits, now: Date, current: string | undefined) {
  const timeOut = timeOutOf(session, limits);
  const endsAt = session.endedAt ?? timeOut;
  const { uuid, user, method, provider, createdAt, lastUsedAt, end, ipAddress, userAgent } = session;
  return {
    ...{ uuid, user, method, provider, createdAt, lastUsedAt, endsAt, end, ipAddress, userAgent },
    state: endsAt > now ? 'live' : 'ended',
    isCurrent: uuid === current,
  };
}
