import { mostListed, mostToldApart, type Count, type Ranking } from '../../domain/certificates/counts';
import type { NamedInventoryCounts } from '../../services/certificates/counts';
import type { Kept } from '../../services/work/kept';
import { defineRoute, type Route } from '../http/route';
import { ofSharedWalk } from '../http/shared-walk';
import { besideOne, isoDate, z } from '../http/schemas';

const number = z.number().int();
const text = z.string();
const uuid = text.nullable().openapi({ description: 'Null: certificates that have none.' });

const counts = { certificates: number, archived: number.openapi({ description: 'Of these.' }) };
const others = z
  .strictObject({ values: number.openapi({ description: `Up to ${mostToldApart} in all are told apart.` }), ...counts })
  .openapi('OtherCertificateCounts', {
    description: 'Certificates that are not listed, and how many values they have.',
  });
const ranking = <T extends z.ZodRawShape>(name: string, shape: T) =>
  z
    .strictObject({
      top: z.array(z.strictObject({ ...shape, ...counts }).openapi(`CertificateCountBy${name}`)),
      others,
    })
    .openapi(`CertificateCountsBy${name}`);

const countsView = z
  .strictObject({
    at: isoDate,
    total: z.strictObject(counts).openapi('CertificateCount'),
    byState: z.array(z.strictObject({ state: text, ...counts }).openapi('CertificateCountByState')),
    byIssuer: ranking('Issuer', { issuerDn: text, issuerCommonName: text.nullable() }),
    byKey: ranking('Key', { keyAlgorithm: text, keySize: number.nullable(), curve: text.nullable() }),
    byGroup: ranking('Group', { group: uuid, groupName: besideOne }),
    byOwner: ranking('Owner', { owner: uuid, ownerName: besideOne }),
    byRaProfile: ranking('RaProfile', { raProfile: uuid, raProfileName: besideOne }),
    byExpiry: z.array(
      z
        .strictObject({
          expiry: text.openapi({
            description:
              '`ended`; a month in UTC such as `2030-09`, this one and the next twelve, without what has ended; `later`; `unknown`: notAfter cannot be read.',
          }),
          ...counts,
        })
        .openapi('CertificateCountByExpiry'),
    ),
  })
  .openapi('CertificateCounts', {
    description: `Archived certificates are counted, too. Of issuers, keys, groups, owners and RA profiles the ${mostListed} with the most certificates are listed. A certificate of two groups counts in both.`,
  });

/** A count is at most this old, or twenty times what it took. */
const maxAgeMs = 5_000;

export interface CertificateCountsDeps {
  readonly counts: Kept<NamedInventoryCounts>;
}

/** How many certificates there are, and of what kind. */
export function createCertificateCountsRoute({ counts: count }: CertificateCountsDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/certificates/counts',
    operationId: 'getCertificateCounts',
    tag: 'Certificates',
    summary: 'Get the numbers of certificates in the inventory',
    description:
      'By state, issuer, key, group, owner, RA profile and expiry. The numbers are a few seconds old; with a large inventory, some minutes.',
    // No part of the budget of searches: those who wait share one walk, and would take turns from others.
    permission: 'certificates:read',
    responses: { 200: { description: 'The counts', schema: countsView } },
    async handle() {
      return { status: 200, body: toView(await ofSharedWalk(count(maxAgeMs))) };
    },
  });
}

function toView({
  at,
  total,
  byState,
  byIssuer,
  byKey,
  byGroup,
  byOwner,
  byRaProfile,
  byExpiry,
}: NamedInventoryCounts) {
  return {
    ...{ at, total, byIssuer },
    byState: byState.top.map(({ value, ...rest }) => ({ state: value, ...rest })),
    byKey: listed(byKey, ({ algorithm, size, curve }) => ({ keyAlgorithm: algorithm, keySize: size, curve })),
    byGroup: listed(byGroup, (group) => ({ group })),
    byOwner: listed(byOwner, (owner) => ({ owner })),
    byRaProfile: listed(byRaProfile, (raProfile) => ({ raProfile })),
    byExpiry: [...byExpiry].map(([expiry, rest]) => ({ expiry, ...rest })),
  };
}

function listed<V, T extends object>({ top, others: rest }: Ranking<V>, shown: (value: V) => T) {
  return {
    top: top.map(({ value, certificates, archived }): T & Count => ({ ...shown(value), certificates, archived })),
    others: rest,
  };
}
