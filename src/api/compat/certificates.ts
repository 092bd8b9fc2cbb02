import type { CertificateRecord } from '../../domain/certificates/certificate';
import { toOriginCertificate } from '../../domain/compat/certificate-view';
import { locationsOf, toOriginLocations } from '../../domain/compat/locations';
import { sortFieldNames, sortFieldOf } from '../../domain/compat/sort-fields';
import { validationFailed } from '../../domain/problem';
import type { CertificateDirectory } from '../../services/certificates/selection';
import type { CertificateIds } from '../../services/compat/certificate-ids';
import type { CompatCertificateSearch } from '../../services/compat/certificate-search';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { defineRoute, type Caller, type Route } from '../http/route';
import { z } from '../http/schemas';
import { compatTag } from './route-parts';
import { idPath, originCertificate, originLocations, searchQuery, shownQuery } from './schemas';

export interface CompatCertificateDeps {
  readonly search: CompatCertificateSearch['search'];
  readonly ids: CertificateIds;
  readonly inventory: Pick<CertificateInventory, 'findMany' | 'content'>;
  readonly directory: { snapshot(): Promise<Pick<CertificateDirectory, 'raProfiles'>> };
}

interface Shown {
  readonly includeMetadata?: boolean | undefined;
  readonly includeLocations?: boolean | undefined;
}

/** Certificates are read so many at a time: each may have thousands of names. */
const readAtOnce = 50;

/** What scripts ask of certificates. */
export function createCompatCertificateRoutes({ search, ids, inventory, directory }: CompatCertificateDeps): Route[] {
  async function surroundings({ raProfile }: CertificateRecord, caller: Caller, shown: Shown) {
    // As everywhere: names only for those who may read what they name.
    const mayName = raProfile !== null && caller.permissions.has('ra-profiles:read');
    const raProfileName = mayName ? ((await directory.snapshot()).raProfiles.get(raProfile)?.name ?? null) : null;
    const { includeMetadata = true, includeLocations = true } = shown;
    return { raProfileName, withMetadata: includeMetadata, withLocations: includeLocations };
  }

  async function viewsOf(uuids: readonly string[], caller: Caller, shown: Shown) {
    const numbers = await ids.numbersOf(uuids);
    const views = [];
    for (let at = 0; at < uuids.length; at += readAtOnce) {
      const some = uuids.slice(at, at + readAtOnce);
      const records = await inventory.findMany(some);
      for (const uuid of some) {
        const record = records.get(uuid);
        // Deleted since it was found.
        if (record === undefined) continue;
        const around = await surroundings(record, caller, shown);
        views.push(toOriginCertificate(record, { ...around, number: numbers.get(uuid)! }));
      }
    }
    return views;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/Certificates',
      operationId: 'queryCertificates',
      tag: compatTag,
      summary: 'Search for certificates',
      description:
        'Names of the query may have `pq.` in front. `X-Total-Count` is the number of all, where it is known.',
      permission: 'certificates:read',
      budget: 'search',
      query: searchQuery,
      responses: { 200: { description: 'A page of certificates', schema: z.array(originCertificate) } },
      async handle({ query, caller }) {
        const sort = sortFieldOf(query.SortField ?? 'Id');
        if (sort === undefined) {
          const detail = `certificates are sorted by ${sortFieldNames.join(', ')}`;
          throw validationFailed([{ pointer: '/query/SortField', code: 'wrong_value', detail }]);
        }
        const { uuids, total } = await search({
          query: query.QueryString,
          caller: caller.actor.name,
          page: query.PageReturned,
          limit: query.ReturnLimit,
          sort,
          direction: query.SortAscending === '0' ? 1 : -1,
          withRevoked: query.includeRevoked ?? true,
          withExpired: query.includeExpired ?? true,
        });
        return {
          status: 200,
          body: await viewsOf(uuids, caller, query),
          ...(total === null ? {} : { headers: { 'X-Total-Count': String(total) } }),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/Certificates/{id}',
      operationId: 'getCertificate',
      tag: compatTag,
      summary: 'Get a certificate',
      permission: 'certificates:read',
      params: idPath,
      query: z.strictObject(shownQuery),
      responses: { 200: { description: 'The certificate', schema: originCertificate } },
      async handle({ params, query, caller }) {
        const record = await ids.get(params.id);
        const [number, around, content] = await Promise.all([
          ids.numberOf(record.uuid),
          surroundings(record, caller, query),
          inventory.content(record.uuid),
        ]);
        const der = content === null ? {} : { content: content.toString('base64') };
        return { status: 200, body: toOriginCertificate(record, { ...around, ...der, number }) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/Certificates/Locations/{id}',
      operationId: 'getCertificateLocations',
      tag: compatTag,
      summary: 'Get the places where a certificate was found',
      permission: 'certificates:read',
      params: idPath,
      responses: { 200: { description: 'Places, those of one type together', schema: originLocations } },
      async handle({ params }) {
        const { metadata } = await ids.get(params.id);
        return { status: 200, body: toOriginLocations(locationsOf(metadata)) };
      },
    }),
  ];
}
