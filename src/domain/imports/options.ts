/** What becomes of an object that is there already. */
export const conflictRules = ['skip', 'update', 'rename'] as const;
export type ConflictRule = (typeof conflictRules)[number];

type NameMap = Readonly<Record<string, string>>;

/** What whoever imports knows better than the file. Maps lead from an id or a name there to a name here. */
export interface ImportOptions {
  /** To a type of handler (`script`, `event_log`, `renewal`), or to the name of a registered plug-in. */
  readonly handlerMap: NameMap;
  /** To RA profiles. */
  readonly templateMap: NameMap;
  readonly roleMap: NameMap;
  readonly collectionMap: NameMap;
  /** From the address, id or name of a responder's monitoring to the CA certificate: uuid, SHA-256 fingerprint or name. */
  readonly issuerMap: NameMap;
  /** From `<object>/<step>/<parameter>` or `<parameter>` to named secrets. */
  readonly secretMap: NameMap;
  /** To categories of scripts. */
  readonly categoryMap: NameMap;
  /** Reminders of imported alerts on pending requests, one a day; null: none. */
  readonly pendingReminders: number | null;
  readonly onConflict: ConflictRule;
}

/** The first of these ids and names that a map knows. */
export function mapped(map: NameMap, ...keys: readonly (string | number | null | undefined)[]): string | undefined {
  const key = keys.find((one) => one !== null && one !== undefined && Object.hasOwn(map, String(one)));
  return key === undefined ? undefined : map[String(key)];
}
