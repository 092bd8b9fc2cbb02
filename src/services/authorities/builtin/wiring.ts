import type { BuiltinSettings } from '../../../domain/authorities/builtin-settings';
import type { SecretBox } from '../../../secrets/secret-box';
import type { Stores } from '../../../store/stores';
import type { AuthorityService } from '../registry';
import { createBuiltinCas, type BuiltinCas } from './cas';
import { createIssuance } from './issuance';
import { createRevocationLists, type RevocationLists } from './lists';
import { createOcsp, type Ocsp } from './ocsp';
import { createOwnPublication, type OwnPublication } from './own-publication';
import { createPublishing, type PublishDue } from './publishing';
import { createResponders } from './responders';
import { createRevocation } from './revocation';
import { createBuiltinService } from './service';

export interface BuiltinDeps {
  readonly stores: Pick<
    Stores,
    'authorities' | 'builtinCas' | 'issuedCertificates' | 'revokedCertificates' | 'revocationLists' | 'ocspResponders'
  >;
  readonly box: SecretBox;
  /** Where people reach this installation, without a slash at the end. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** The built-in CA, and what of it is published for everybody. */
export interface Builtin {
  readonly service: AuthorityService<BuiltinSettings>;
  readonly cas: BuiltinCas;
  readonly lists: RevocationLists;
  readonly ocsp: Ocsp;
  readonly own: OwnPublication;
  readonly publishDue: PublishDue;
}

const usualListHours = 24;

export function createBuiltin({ stores, box, publicUrl, now }: BuiltinDeps): Builtin {
  const issued = stores.issuedCertificates;
  const revoked = stores.revokedCertificates;
  const baseUrl = ({ publicationUrl }: BuiltinSettings) => (publicationUrl ?? publicUrl).replace(/\/+$/, '');
  const cas = createBuiltinCas({ store: stores.builtinCas, box, baseUrl, now });
  const lifetimeHours = async (authority: string) => {
    // An authority that was deleted goes on publishing.
    const settings = (await stores.authorities.find(authority))?.settings;
    return settings?.kind === 'builtin' ? settings.crlLifetimeHours : usualListHours;
  };
  const lists = createRevocationLists({ cas, revoked, lists: stores.revocationLists, lifetimeHours, now });
  const responders = createResponders({ cas, store: stores.ocspResponders, box, now });
  const ocsp = createOcsp({ responders, issued, revoked, lists: stores.revocationLists, now });
  return {
    cas,
    lists,
    publishDue: createPublishing(stores.authorities, lists),
    ocsp,
    own: createOwnPublication({ lists, ocsp }),
    service: createBuiltinService({
      cas,
      issue: createIssuance({ cas, issued, baseUrl, now }),
      revocation: createRevocation({ issued, revoked, lists: stores.revocationLists, now }),
      lists,
      issued,
      baseUrl,
      now,
    }),
  };
}
