import type { ReactNode } from 'react';
import type { components } from '../../shared/api/schema';
import type { Schema } from '../../shared/api/types';
import type { SpecialFields } from '../../shared/forms/form-context';
import type { Column, Filter } from '../../shared/list/list-types';
import type { Topic } from '../../shared/live/events';
import type { Permission } from '../../shared/session/me';

/** Collections of the API whose objects are read, written and deleted alike. */
export type Collection =
  | 'authorities'
  | 'certificate-profiles'
  | 'ra-profiles'
  | 'groups'
  | 'custom-attributes'
  | 'approval-profiles'
  | 'roles'
  | 'users'
  | 'identity-providers';

export interface AnyObject {
  readonly uuid: string;
  readonly revision: number;
}

/** A part of a form under a heading of its own; a form without parts has all members in the order of the schema. */
export interface FormPart {
  readonly title: string;
  readonly members: readonly string[];
}

/** All that the screens have to know of a kind of object: list, detail and editor are made of it. */
export interface ObjectKind<T extends AnyObject = AnyObject> {
  readonly collection: Collection;
  /** `RA profile`, `RA profiles`. */
  readonly noun: string;
  readonly nouns: string;
  /** What it is for, in a sentence or two. */
  readonly about: string;
  readonly read: Permission;
  readonly write: Permission;
  readonly topic: Topic | undefined;
  readonly nameOf: (object: T) => string;
  readonly columns: readonly Column<T>[];
  readonly filters?: readonly Filter[];
  readonly empty: string;
  /** Schemas of the API: of what is read, of a new one, of a change. */
  readonly schema: keyof Schemas;
  readonly creation: keyof Schemas;
  readonly change?: keyof Schemas;
  readonly parts?: readonly FormPart[];
  /** What a new one begins with, beside the defaults of the schema. */
  readonly first?: Readonly<Record<string, unknown>>;
  readonly special?: SpecialFields;
  /** Whether a secret of the object is stored, by its pointer in the form. */
  readonly storedSecrets?: (object: T) => readonly string[];
  /** Members with null stand for these settings of the platform: `/validation/enabled` by `validationEnabled`. */
  readonly inherits?: Readonly<Record<string, string>>;
  /** Members of the answer that are shown otherwise, or (undefined) not at all. */
  readonly facts?: Readonly<Record<string, ((object: T) => ReactNode) | undefined>>;
  /** Whether `/in-use` knows what uses it. */
  readonly isUsed?: boolean;
  /** Parts of the screen of one that only this kind has. */
  readonly more?: (object: T) => ReactNode;
  readonly actions?: (object: T) => ReactNode;
  /** Why one cannot be changed or deleted, whoever asks. */
  readonly fixedBecause?: (object: T) => string | undefined;
  /** What goes with it when it is deleted. */
  readonly deletion: string;
}

type Schemas = components['schemas'];

export type ObjectOf<Name extends keyof Schemas> = Schema<Name> & AnyObject;

/** A kind as the screens take it, which know its objects only by what they have in common. */
export function objectKind<T extends AnyObject>(kind: ObjectKind<T>): ObjectKind {
  return kind as unknown as ObjectKind;
}
