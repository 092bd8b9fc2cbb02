import { createStore, useStore } from '../store';

/**
 * Who the browser is signed in as, and how requests show it. With a session of the server the browser's cookie does, and
 * this module holds nothing; an API key is kept in the memory of this page only, so that closing it forgets the key.
 */
export type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'in'; readonly key?: string }
  /** `reason` is why a session that was there has ended; screens stay as they are beneath the sign-in form. */
  | { readonly state: 'out'; readonly reason?: string };

export const session = createStore<Session>({ state: 'unknown' });

export const useSession = (): Session => useStore(session);

export function signedInByKey(key: string): void {
  session.set({ state: 'in', key });
}

export function signedInByCookie(): void {
  session.set({ state: 'in' });
}

/** A request was refused for want of a session, or somebody signed out. */
export function signedOut(reason?: string): void {
  const was = session.get();
  if (was.state === 'out') return;
  session.set({ state: 'out', ...(was.state === 'in' && reason !== undefined ? { reason } : {}) });
}

/** Headers that show who asks. Writes by cookie carry one that a form of another page cannot set. */
export function credentialHeaders(method: string): [string, string][] {
  const current = session.get();
  if (current.state === 'in' && current.key !== undefined) return [['Authorization', `Bearer ${current.key}`]];
  return method === 'GET' || method === 'HEAD' ? [] : [['X-Certloom-Console', '1']];
}
