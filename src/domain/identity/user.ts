import type { Permission } from './permissions';

export interface User {
  readonly uuid: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  /** Role uuids. */
  readonly roles: readonly string[];
  /** Group uuids. */
  readonly groups: readonly string[];
  readonly enabled: boolean;
  readonly revision: number;
}

export interface Role {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  /** Built-in roles cannot be changed or deleted. */
  readonly builtIn: boolean;
  readonly revision: number;
}
