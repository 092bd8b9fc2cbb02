/** All filters of the Event Viewer, combined by AND. */
export interface FiringFilter {
  readonly events?: readonly string[];
  readonly statuses?: readonly string[];
  readonly outcomes?: readonly string[];
  /** uuid of a trigger that matched. */
  readonly trigger?: string;
  readonly object?: { readonly resource: string; readonly uuid: string };
  /** Snapshots that used a set at the place asked for. */
  readonly snapshots?: readonly string[];
  /** That place is the platform, whose sets most firings use. */
  readonly placeIsPlatform?: boolean;
  /** uuid of the acting user, or `system`. */
  readonly actor?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  /** Literal text in subject name, trigger names or message; case does not matter. */
  readonly text?: string;
  readonly errorsOnly?: boolean;
  /** Any of these values, for each particular. */
  readonly particulars?: ReadonlyMap<string, readonly string[]>;
}
