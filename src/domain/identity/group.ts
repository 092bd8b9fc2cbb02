/** `members` are user uuids. */
export interface Group {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly email: string | null;
  readonly members: readonly string[];
  /** How certificates of this group are renewed; told in the default text of an expiring certificate. */
  readonly renewalNote?: string | null;
  readonly revision: number;
}
