import { securityContexts, type SecurityContext } from '../scripts/runtime';

/** A key of a security context as it is written down, one a line: `clc_private_api_…`, `clc_public_service_…`. */
export interface WrittenContextKey {
  readonly kind: 'private' | 'public';
  readonly context: SecurityContext;
  /** X25519 (RFC 7748), 32 bytes in base64url. */
  readonly key: string;
}

const form = new RegExp(`^clc_(private|public)_(${securityContexts.join('|')})_([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$`);

/** Undefined where the text is no key of a context. */
export function parseContextKey(text: string): WrittenContextKey | undefined {
  const [, kind, context, key] = form.exec(text) ?? [];
  if (kind === undefined || context === undefined || key === undefined) return undefined;
  return { kind: kind as WrittenContextKey['kind'], context: context as SecurityContext, key };
}

export function contextKeyText({ kind, context, key }: WrittenContextKey): string {
  return `clc_${kind}_${context}_${key}`;
}
