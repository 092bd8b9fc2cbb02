import type { ObjectKind } from '../http/object-kinds';
import type { ObjectNames } from '../http/object-names';
import type { InnerCalls, Operation } from '../http/inner-calls';

type Json = Readonly<Record<string, unknown>>;

/** An object that is there. */
export interface Found {
  readonly name: string;
  /** Of the path that leads to it. */
  readonly params: Readonly<Record<string, string>>;
  readonly revision: number;
  /** What `GET` shows of it. */
  readonly view: Json;
}

export interface Reading {
  readonly calls: InnerCalls;
  readonly names: ObjectNames;
}

/**
 * A kind of document: which routes read and write its objects. What a document may hold, what refers to what, and what is
 * secret (`writeOnly`) is in the schemas of those routes, and nowhere else.
 */
export interface Kind {
  /** In documents: `Group`. */
  readonly kind: string;
  /** What others refer to its objects as; absent where nothing does. */
  readonly reference?: ObjectKind;
  readonly read: Operation;
  /** Absent where an update creates, or where there is always one. */
  readonly create?: Operation;
  readonly update: Operation;
  /** Absent where there is always one. */
  readonly remove?: Operation;
  /** The member of the request that holds the name. */
  readonly nameMember?: string;
  /** Those that hold its parts between slashes, where it has several; the last one may have slashes in it. */
  readonly nameMembers?: readonly string[];
  /** Lists whose order means nothing. */
  readonly unordered?: readonly string[];
  /** Members that list names of secrets, which may be shown as their values may not. */
  readonly secretNames?: readonly string[];
  /** Those that can be changed, by name; of a given name that one or none. */
  find(reading: Reading, name?: string): Promise<readonly Found[]>;
  /** Where upper and lower case of names are alike: how the object that has the name spells it. */
  spelt?(reading: Reading, name: string): Promise<string | undefined>;
  /** Path parameters of an object that is not there yet; undefined when nothing can have that name. */
  paramsOf?(name: string): Readonly<Record<string, string>> | undefined;
  /** The request with defaults that its own schema does not know. Throws `validation_failed`. */
  filled?(wanted: Json): Json;
  /** Members of a request that tell the same object apart only for machines: taken from what is there. */
  alike?(wanted: Json, before: Json): Json;
  /** The request as a document shows it. */
  shown?(request: Json): Json;
  /** Of objects that can be changed and never deleted. */
  stays?(view: Json): boolean;
  /** What becomes of an object that was checked, where others need more of it than its request. */
  becomes?(checked: Json): Json;
  /** As `reference`, where documents name them in another way than objects of the API refer to each other. */
  readonly namedAs?: 'secret' | 'script' | 'handler';
  /** Members that are never shown and are no secrets all the same. */
  readonly openMembers?: readonly string[];
  /** What tells objects without a uuid apart. */
  idOf?(view: Json): string;
  /** Whether a secret is stored as it is given; absent where each one that is given is written again. */
  holds?(name: string, given: string): Promise<boolean>;
  /** Whether a secret that may be absent is stored. */
  hasSecret?(view: Json, member: string): boolean;
}

/** Members of a request that documents have in their names. */
export function nameMembersOf({
  nameMember,
  nameMembers,
}: Pick<Kind, 'nameMember' | 'nameMembers'>): readonly string[] {
  return nameMembers ?? (nameMember === undefined ? [] : [nameMember]);
}

/** What the name of a document says of the request. */
export function nameIn(kind: Pick<Kind, 'nameMember' | 'nameMembers'>, name: string): Json {
  const members = nameMembersOf(kind);
  const parts = name.split('/');
  const last = members.length - 1;
  return Object.fromEntries(
    members.map((member, at) => [member, at === last ? parts.slice(at).join('/') : (parts[at] ?? '')]),
  );
}
