import { apiBase } from '../api/base-url';
import { queryClient } from '../query-client';
import { session } from './session';

/** Ends the session here and on the server, and leaves nothing of it in the page. */
export async function signOut(): Promise<void> {
  const current = session.get();
  let location: string | undefined;
  if (current.state === 'in' && current.key === undefined) {
    const answer = await window
      .fetch(`${apiBase()}/api/v1/sign-in/out`, { method: 'POST', headers: { 'X-Certloom-Console': '1' } })
      .catch(() => undefined);
    const body = answer?.ok === true ? ((await answer.json().catch(() => ({}))) as { location?: string }) : {};
    location = body.location;
  }
  queryClient.clear();
  session.set({ state: 'out' });
  if (location !== undefined) window.location.assign(location);
}
