/** What a list of the console is looked at with, under a name: its filters and order, and its columns. */
export interface SavedView {
  readonly uuid: string;
  /** The list that it is of, as the console calls it: `certificates`, `event-history`. */
  readonly screen: string;
  readonly name: string;
  /** Filters and `sort`, by their names in the address. */
  readonly query: Readonly<Record<string, string>>;
  /** Columns in their order; none: those that the list begins with. */
  readonly columns: readonly string[];
  /** Everybody may open it. */
  readonly shared: boolean;
  /** uuid of the user who keeps it. */
  readonly owner: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly revision: number;
}

/** A person keeps so many views at most, and all people together so many that are shared. */
export const mostViews = { own: 200, shared: 1_000 } as const;
