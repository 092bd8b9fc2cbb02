import { randomBytes, randomUUID } from 'node:crypto';
import type { CertificateOrder } from '../../src/domain/authorities/authority';
import type { BuiltinSettings } from '../../src/domain/authorities/builtin-settings';
import type { AuthorityInstance } from '../../src/domain/authorities/instance';
import { createSecretBox } from '../../src/secrets/secret-box';
import { createBuiltin, type BuiltinDeps } from '../../src/services/authorities/builtin/wiring';
import type { BuiltinCa } from '../../src/store/authorities/builtin-cas';
import type { IssuedCertificate } from '../../src/store/authorities/issued-certificates';
import type { OcspResponder } from '../../src/store/authorities/ocsp-responders';
import type { NewRevocationList, RevocationListHead } from '../../src/store/authorities/revocation-lists';
import type { RevokedCertificate } from '../../src/store/authorities/revoked-certificates';
import { start } from './builders';

export const builtinSettings: BuiltinSettings = {
  kind: 'builtin',
  root: { commonName: 'Test Root', keyAlgorithm: 'ecP256', validityYears: 20 },
  issuing: { commonName: 'Test Issuing CA', keyAlgorithm: 'ecP256', validityYears: 10 },
  organization: 'Example & Söhne *',
  country: 'CH',
  rsaPadding: 'pkcs1',
  crlLifetimeHours: 24,
  publicationUrl: null,
};

export function authorityOf(
  settings: BuiltinSettings = builtinSettings,
): AuthorityInstance & { readonly settings: BuiltinSettings } {
  return { uuid: randomUUID(), name: 'inside', description: '', enabled: true, settings, secrets: {}, revision: 1 };
}

/** The stores of the built-in CA in memory, with the rules of the real ones: what is first stays. */
export function authorityStoresInMemory(authorities: readonly AuthorityInstance[] = []) {
  const caRows = new Map<string, BuiltinCa>();
  const issued = new Map<string, IssuedCertificate>();
  const revoked = new Map<string, RevokedCertificate>();
  const responders = new Map<string, OcspResponder>();
  const heads = new Map<string, RevocationListHead>();
  const contents = new Map<string, Buffer>();
  const first = <T>(rows: Map<string, T>, key: string, row: T): T => {
    if (!rows.has(key)) rows.set(key, row);
    return rows.get(key)!;
  };
  const headOf = (ca: string): RevocationListHead =>
    heads.get(ca) ?? {
      ...{ ca, number: 0, thisUpdate: new Date(0), nextUpdate: new Date(0), entries: 0, changes: 0 },
      ...{ listedChanges: 0, changedAt: new Date(0), build: '' },
    };
  const stores = {
    authorities: { find: async (uuid: string) => authorities.find((one) => one.uuid === uuid) },
    builtinCas: {
      find: async (uuid: string) => caRows.get(uuid) ?? null,
      keepFirst: async (ca: BuiltinCa) => first(caRows, ca.uuid, ca),
    },
    issuedCertificates: {
      byKey: async (authority: string, key: string) => issued.get(`${authority}.${key}`) ?? null,
      keepFirst: async (row: IssuedCertificate) => first(issued, `${row.authority}.${row.key}`, row),
      bySerial: async (authority: string, serial: string) =>
        [...issued.values()].find((row) => row.authority === authority && row.serial === serial) ?? null,
      lastEnd: async (authority: string) =>
        [...issued.values()]
          .filter((row) => row.authority === authority)
          .reduce<Date | null>((last, { notAfter }) => (last === null || notAfter > last ? notAfter : last), null),
    },
    revokedCertificates: {
      find: async (authority: string, serial: string) => revoked.get(`${authority}.${serial}`) ?? null,
      keepFirst: async (row: RevokedCertificate) => first(revoked, `${row.authority}.${row.serial}`, row),
      raise: async (authority: string, serial: string, reason: RevokedCertificate['reason']) => {
        const row = revoked.get(`${authority}.${serial}`);
        if (row?.reason !== 'certificateHold') return null;
        revoked.set(`${authority}.${serial}`, { ...row, reason });
        return { ...row, reason };
      },
      release: async (authority: string, serial: string) => {
        if (revoked.get(`${authority}.${serial}`)?.reason === 'certificateHold')
          revoked.delete(`${authority}.${serial}`);
      },
      async *all(authority: string, atOnce: number) {
        const rows = [...revoked.values()]
          .filter((row) => row.authority === authority)
          .sort((a, b) => (a.serial < b.serial ? -1 : 1));
        for (let from = 0; from < rows.length; from += atOnce) yield rows.slice(from, from + atOnce);
      },
    },
    ocspResponders: {
      find: async (authority: string, period: number) => responders.get(`${authority}.${period}`) ?? null,
      keepFirst: async (row: OcspResponder) => first(responders, `${row.authority}.${row.period}`, row),
    },
    revocationLists: {
      async noteChange(ca: string, at: Date) {
        const { changes, changedAt, ...head } = headOf(ca);
        heads.set(ca, { ...head, changes: changes + 1, changedAt: at > changedAt ? at : changedAt });
      },
      head: async (ca: string) => headOf(ca),
      content: async ({ build }: { readonly build: string }) => contents.get(build) ?? null,
      replace: async ({ der, ...list }: NewRevocationList) => {
        if (headOf(list.ca).number !== list.number - 1) return false;
        const build = randomUUID();
        contents.set(build, der);
        heads.set(list.ca, { ...headOf(list.ca), ...list, build });
        return true;
      },
    },
  };
  return { stores, caRows, issued, revoked, responders, heads };
}

/** A built-in CA over them. */
export function builtinInMemory(change: Partial<BuiltinSettings> = {}) {
  const instance = authorityOf({ ...builtinSettings, ...change });
  const { stores, ...rows } = authorityStoresInMemory([instance]);
  const clock = { now: start };
  const deps = {
    stores: stores as unknown as BuiltinDeps['stores'],
    box: createSecretBox([randomBytes(32)]),
    publicUrl: 'http://certloom.test',
    now: () => clock.now,
  };
  const builtin = createBuiltin(deps);
  const settings = instance.settings;
  return { ...builtin, ...rows, stores, deps, clock, instance, authority: builtin.service.open(instance, settings) };
}

export function orderOf(csr: Uint8Array, change: Partial<CertificateOrder> = {}): CertificateOrder {
  return {
    ...{ key: randomUUID(), action: 'issue', csr, names: ['dNSName:web.example.org'], certificateProfile: null },
    ...{ profile: null, lifetimeSeconds: null, replaces: null },
    ...change,
  };
}

/** Nothing is stored: the built-in CA needs no state of an order. */
export const noState = async () => undefined;
