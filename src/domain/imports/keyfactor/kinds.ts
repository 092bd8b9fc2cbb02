import type { ForeignKind } from '../foreign-kind';
import { collectionKind } from './collection';
import { definitionKind } from './definition';
import { expirationAlertKind } from './expiration-alert';
import { keyRotationAlertKind } from './key-rotation-alert';
import { metadataFieldKind } from './metadata-field';
import { deniedAlertKind, issuedAlertKind, pendingAlertKind } from './request-alerts';
import { revocationAlertKind } from './revocation-alert';
import { scriptKind } from './script';

/** What Keyfactor Command exports, in the order in which it is mapped: what others refer to comes first. */
export const keyfactorKinds: readonly ForeignKind[] = [
  metadataFieldKind,
  scriptKind,
  collectionKind,
  expirationAlertKind,
  keyRotationAlertKind,
  revocationAlertKind,
  pendingAlertKind,
  issuedAlertKind,
  deniedAlertKind,
  definitionKind,
];
