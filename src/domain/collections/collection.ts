import type { Condition } from '../conditions/tree';

/** A saved query over the inventory with a name. */
export interface Collection {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** The same tree that triggers use; null: the whole inventory. Relative dates count from the moment it is evaluated. */
  readonly query: Condition | null;
  readonly favorite: boolean;
  readonly showOnDashboard: boolean;
  /** What enters and leaves it is written down, also while no definition watches it. */
  readonly track: boolean;
  /** What another query finds or does not find counts as entered and left; else only what happens after the change. */
  readonly fireOnQueryChange: boolean;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly revision: number;
}
