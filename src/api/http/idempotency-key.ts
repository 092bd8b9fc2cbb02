import type { Request } from 'express';
import { CertloomError } from '../../domain/problem';

const printable = /^[\x21-\x7e]{1,255}$/;

/** The header in the description of a route. */
export const idempotencyHeader = {
  'Idempotency-Key': {
    description: 'The same request with the same key gets the first outcome again for 24 hours.',
    example: 'b7e4a9d0-6f3c-4b8e-9a51-2f0c6d1e8a77',
  },
} as const;

/** The `Idempotency-Key` of a request, undefined without one. Throws `invalid_request` when it is none. */
export function readIdempotencyKey(req: Request): string | undefined {
  const key = req.get('idempotency-key');
  if (key === undefined || printable.test(key)) return key;
  throw new CertloomError(
    'invalid_request',
    'Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.',
  );
}
