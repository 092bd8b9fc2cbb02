export const replayTriggers = ['current', 'recorded'] as const;
export const replayNotifications = ['unsent', 'all', 'none'] as const;

export interface ReplayOptions {
  /** The triggers as they are now, or those that the original used. */
  readonly triggers: (typeof replayTriggers)[number];
  /** `unsent`: what was not delivered before. */
  readonly notifications: (typeof replayNotifications)[number];
}

/** A firing that does an earlier one again. */
export interface Replay extends ReplayOptions {
  /** The firing id of the earlier one. */
  readonly of: string;
}
