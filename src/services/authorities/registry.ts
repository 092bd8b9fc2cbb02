import type { Authority } from '../../domain/authorities/authority';
import {
  authorityKindTraits,
  type AuthorityInstance,
  type AuthorityKind,
  type AuthoritySettings,
} from '../../domain/authorities/instance';
import type { AuthorityStore } from '../../store/authorities/authorities';

/** The settings of one kind. */
export type SettingsOf<K extends AuthorityKind> = Extract<AuthoritySettings, { readonly kind: K }>;

/** What a kind of authority does. */
export interface AuthorityService<S extends AuthoritySettings = AuthoritySettings> {
  /** Asks nobody yet. */
  open(instance: AuthorityInstance, settings: S): Authority;
  /** Throws `invalid_state`, `validation_failed` or `in_use` when the settings cannot become these. */
  refuseChange?(instance: AuthorityInstance, before: S, after: S): Promise<void>;
  /** Throws `in_use` while the authority is needed. */
  refuseDeletion?(instance: AuthorityInstance): Promise<void>;
  /** What people should know about the settings. */
  warnings?(settings: S): readonly AuthorityWarning[];
}

export interface AuthorityWarning {
  readonly code: string;
  readonly detail: string;
}

/** One service for each kind: what a new kind adds its line to. */
export type AuthorityServices = { readonly [K in AuthorityKind]: AuthorityService<SettingsOf<K>> };

export interface RegistryDeps {
  readonly authorities: Pick<AuthorityStore, 'get' | 'find'>;
  readonly services: AuthorityServices;
}

/** The authorities of this installation, whatever they are behind their interface. */
export function createAuthorityRegistry({ authorities, services }: RegistryDeps) {
  function serviceOf({ kind }: AuthoritySettings): AuthorityService {
    return services[kind];
  }

  return {
    serviceOf,

    /** Whether it may have renewal information. */
    async saysWhenToRenew(uuid: string): Promise<boolean> {
      const instance = await authorities.find(uuid);
      return instance !== undefined && authorityKindTraits(instance.settings.kind).saysWhenToRenew;
    },

    /** Throws `not_found`. Nothing new is ordered from one that is disabled; orders under way and revocations go on. */
    async authorityOf(uuid: string): Promise<Authority> {
      const instance = await authorities.get(uuid);
      const authority = serviceOf(instance.settings).open(instance, instance.settings);
      return instance.enabled ? authority : { ...authority, advance: whenDisabled(authority) };
    },
  };
}

export type AuthorityRegistry = ReturnType<typeof createAuthorityRegistry>;

function whenDisabled(authority: Authority): Authority['advance'] {
  return async (order, state, save) =>
    state === null
      ? { kind: 'refused', code: 'authority_disabled', message: 'The authority is disabled.' }
      : authority.advance(order, state, save);
}
