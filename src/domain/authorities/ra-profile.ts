import type { ApprovalProfilesByAction } from '../approvals/profile';
import type { ReplacementDetectionMode } from '../settings/platform';
import type { RenewalSettings } from './renewal-settings';

/** Null inherits the platform's value. */
export interface RaProfile {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  /** Null: nothing is issued under it. */
  readonly authorityInstanceUuid: string | null;
  readonly certificateProfileUuid: string | null;
  readonly validationEnabled: boolean | null;
  readonly validationFrequency: string | null;
  readonly expiringThreshold: string | null;
  /** 1 to 100. */
  readonly expiringThresholdPercent: number | null;
  readonly replacementDetection: ReplacementDetectionMode | null;
  /** Whether private keys that are made here are kept, sealed; else they are given out once. */
  readonly keepPrivateKeys: boolean;
  readonly renewal: RenewalSettings;
  /** What needs approval, and whose. */
  readonly approvalProfiles: ApprovalProfilesByAction;
  readonly revision: number;
}
