export interface IncludedValues {
  readonly name: string;
  readonly values: readonly (string | number | boolean)[];
}

/**
 * What a profile asked for beside the payload of the event; members that it did not ask for are absent. Values stand
 * in a list, not under their names, because a name may hold any character.
 */
export interface IncludedFacts {
  readonly customAttributes?: readonly IncludedValues[];
  readonly metadata?: readonly IncludedValues[];
  readonly groups?: readonly string[];
  readonly raProfile?: string | null;
  readonly owner?: string | null;
}

/** The envelope that every payload travels in. Unknown values are null, never left out. */
export interface Envelope {
  readonly schemaVersion: 1;
  /** Tolerant: a later event code passes through. */
  readonly event: string;
  readonly firingId: string;
  /** RFC 3339, UTC. */
  readonly occurredAt: string;
  readonly resource: string;
  readonly objectUuid: string | null;
  readonly monitoring: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  /** What a notification profile asked for beside the payload; absent in stored firings. */
  readonly included?: IncludedFacts;
}
