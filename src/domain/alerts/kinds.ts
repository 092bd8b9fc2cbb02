import type { AlertKind, AlertKindCode } from './kind';
import { deniedKind } from './denied-kind';
import { expirationKind } from './expiration-kind';
import { issuedKind } from './issued-kind';
import { pendingKind } from './pending-kind';
import { keyRotationKind } from './key-rotation-kind';
import { revocationKind } from './revocation-kind';

/** The kinds of alerts that this release has: one line each. */
export const alertKinds: readonly AlertKind[] = [
  expirationKind,
  pendingKind,
  issuedKind,
  deniedKind,
  keyRotationKind,
  revocationKind,
];

const byCode = new Map<string, AlertKind>(alertKinds.map((kind) => [kind.code, kind]));

/** Throws for a kind that this release does not have; none is stored without being known. */
export function alertKind(code: AlertKindCode): AlertKind {
  const kind = byCode.get(code);
  if (kind === undefined) throw new Error(`there is no kind of alert ${code}`);
  return kind;
}
