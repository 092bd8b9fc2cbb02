/** When certificates of an RA profile are renewed by the product itself. */
export interface RenewalSettings {
  readonly enabled: boolean;
  /** Before the end. */
  readonly days: number | null;
  /** Share of the lifetime that is left, 1 to 90. */
  readonly percent: number | null;
  /** Also when the authority says so (RFC 9773). */
  readonly byAuthority: boolean;
  /** Renewals are brought forward by up to so many hours, so that not all come at once. */
  readonly jitterHours: number;
}

export const noRenewal: RenewalSettings = {
  ...{ enabled: false, days: null, percent: 33, byAuthority: true, jitterHours: 12 },
};
