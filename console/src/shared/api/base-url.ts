/** Where the API is: what the page's `certloom-api` names, else the origin that the page came from. No slash at the end. */
export function apiBase(document: Document = window.document): string {
  const named = document.querySelector<HTMLMetaElement>('meta[name="certloom-api"]')?.content.trim() ?? '';
  return (named === '' ? window.location.origin : named).replace(/\/+$/, '');
}

/** Whether the API is at the page's own origin, so that its cookies count. */
export function isSameOrigin(base = apiBase()): boolean {
  return new URL(base).origin === window.location.origin;
}
