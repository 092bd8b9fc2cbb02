import type { Authority } from '../../../domain/authorities/authority';
import { builtinFixed, type BuiltinSettings } from '../../../domain/authorities/builtin-settings';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import { CertloomError } from '../../../domain/problem';
import type { IssuedCertificateStore } from '../../../store/authorities/issued-certificates';
import { canonicalJson } from '../../../store/database/canonical-json';
import type { AuthorityService, AuthorityWarning } from '../registry';
import type { BuiltinCas } from './cas';
import type { Issuance } from './issuance';
import type { RevocationLists } from './lists';
import type { Revocation } from './revocation';

export interface BuiltinServiceDeps {
  readonly cas: Pick<BuiltinCas, 'findOrMake' | 'isMade'>;
  readonly issue: Issuance;
  readonly revocation: Revocation;
  readonly lists: RevocationLists;
  readonly issued: Pick<IssuedCertificateStore, 'lastEnd' | 'all'>;
  readonly baseUrl: (settings: BuiltinSettings) => string;
  readonly now: () => Date;
}

/** The certification authority inside the product, as an authority among others. */
export function createBuiltinService(deps: BuiltinServiceDeps): AuthorityService<BuiltinSettings> {
  const { cas, issue, revocation, lists } = deps;
  return {
    open({ uuid }, settings): Authority {
      return {
        advance: (order) => issue(uuid, settings, order),
        revoke: (request) => revocation.revoke(uuid, request),
        release: (request) => revocation.release(uuid, request),
        status: (certificate) => revocation.status(uuid, certificate),
        async issuers() {
          const { issuing, root } = await cas.findOrMake(uuid, settings);
          return [issuing.der, root.der];
        },
        async crl() {
          await cas.findOrMake(uuid, settings);
          return (await lists.current(uuid))?.der ?? null;
        },
        renewalWindow: async () => null,
        async *issued(from) {
          for await (const certificate of deps.issued.all(uuid, from)) yield { kind: 'certificate', certificate };
        },
        async probe() {
          await cas.findOrMake(uuid, settings);
        },
      };
    },

    async refuseChange({ uuid }, before, after) {
      const changed = builtinFixed.filter((member) => canonicalJson(before[member]) !== canonicalJson(after[member]));
      if (changed.length === 0 || !(await cas.isMade(uuid))) return;
      throw new CertloomError(
        'invalid_state',
        `The certificates of this authority have been made: ${changed.join(', ')} cannot change any more.`,
        {
          errors: changed.map((member) => ({
            ...{ pointer: `/settings/${member}`, code: 'fixed', detail: 'the certificates of the authority name it' },
          })),
        },
      );
    },

    async refuseDeletion({ uuid, name }: AuthorityInstance) {
      const end = await deps.issued.lastEnd(uuid);
      if (end === null || end <= deps.now()) return;
      throw new CertloomError(
        'in_use',
        `The authority ${name} has issued certificates that are valid until ${end.toISOString()}: whoever checks them needs its list.`,
      );
    },

    warnings(settings): AuthorityWarning[] {
      if (deps.baseUrl(settings).startsWith('http:')) return [];
      const detail =
        'Lists and certificates are published under an https address, where many clients do not fetch them: set publicationUrl to one with http.';
      return [{ code: 'publication_not_http', detail }];
    },
  };
}
