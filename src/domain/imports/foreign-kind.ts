import type { Place } from './ledger';
import type { ImportOptions } from './options';

type Json = Readonly<Record<string, unknown>>;

export const importSystems = ['keyfactor-command', 'czertainly'] as const;
export type ImportSystem = (typeof importSystems)[number];

/** An object here: kind and name of a document of the configuration (docs/configuration.md). */
export interface ObjectName {
  readonly kind: string;
  readonly name: string;
}

/** A document that an item becomes. */
export interface PlannedObject extends ObjectName {
  readonly spec: Json;
  /** Members of `spec` that say how a new object begins; one that is there keeps its own. */
  readonly initial?: readonly string[];
  /** Parts of it that have an id of their own there, such as steps. */
  readonly parts?: readonly OriginPart[];
}

/** A part of an imported object. */
export interface OriginPart {
  /** What it is called here, in its object. */
  readonly name: string;
  readonly id: string | null;
  /** JSON Pointer into the item, as those of kept values. */
  readonly path: string;
}

/** An object that is here already, as its list shows it. */
export interface KnownObject {
  readonly name: string;
  readonly view: Json;
}

/** What a mapper may look at besides its item. */
export interface MappingContext {
  readonly options: ImportOptions;
  readonly now: Date;
  /** Username of whoever imports. */
  readonly caller: string;
  /** What this item is called here: the name that the object has already, or that the rule for conflicts gives it. */
  readonly name: string;
  /** An object that is here, or that this import makes, by its name; upper and lower case are alike. */
  find(kind: string, name: string): KnownObject | undefined;
  /** What another item of this import, or of an earlier one, is called here. */
  imported(kind: string, id: string | number): ObjectName | undefined;
  /**
   * The items of a kind of the same product in this import, for objects that are made of several. What is read of one counts
   * in its own ledger, as long as its kind is mapped later.
   */
  items(kind: string): readonly Place[];
  /** SHA-256 in lower-case hex of a certificate in PEM or base64; undefined for what is none. */
  fingerprintOf(certificate: string): string | undefined;
  /** Keeps a secret that stands in the input, under a name that documents refer to with `secretRef`. */
  keepSecret(name: string, value: string): void;
}

/** What an item becomes; the first document is the object itself, others are what it needs. Null: notes say why nothing. */
export interface Mapping {
  readonly objects: readonly PlannedObject[];
}

/** Where an object stands in its file. */
export interface Surroundings {
  /** The member of a whole export whose list it is in: `ExpirationAlerts`. */
  readonly list: string | null;
  readonly fileName: string | null;
}

/** A kind of object of another product: how it is recognised, what it is called, and what it becomes. */
export interface ForeignKind {
  readonly system: ImportSystem;
  /** In reports: `ExpirationAlert`. */
  readonly kind: string;
  /** Kinds of documents that its mapper looks up by name. */
  readonly looksUp: readonly string[];
  /** Members of a whole export that hold a list of these. */
  readonly lists: readonly string[];
  /** Of items that are no object here: the kind of document that they become a part of. */
  readonly partOf?: string;
  /** Whether an object outside such a list looks like one of these. */
  fits(value: Json, around: Surroundings): boolean;
  /** What it is known by there, and what it would be called here. */
  identify(item: Place): {
    readonly id: string | null;
    readonly target: ObjectName;
    /** Its name is given, as there is one of it in every installation: it is never made under another one. */
    readonly isGiven?: boolean;
  };
  map(item: Place, context: MappingContext): Mapping | null;
}
