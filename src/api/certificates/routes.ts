import type { Seal } from '../../domain/attributes/sealed';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { certificateName } from '../../domain/certificates/pending';
import type { PatternEngine } from '../../domain/conditions/patterns';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import { refuseStale, staleRevision, type SeenRevision } from '../../domain/revision';
import type { LostReplacements } from '../../services/expiration/lost-replacements';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import { certificateSorts, type CertificateInventory } from '../../store/certificates/inventory';
import type { IssuerStore } from '../../store/certificates/issuers';
import type { Position } from '../../store/database/keyset-scan';
import { createCertificateChanges } from '../../services/certificates/changes';
import { changeOf } from '../../services/certificates/edit';
import { selectionOfCondition, type CertificateDirectory } from '../../services/certificates/selection';
import type { PatternThread } from '../../services/firings/pattern-thread';
import { conditionWarnings } from '../conditions/warnings';
import { createCertificateContentRoutes } from './content';
import { undecidedWarnings } from './undecided';
import { rowParts, toCertificateRows, type RowFacts } from './rows';
import { createReachList, type ReachListDeps } from './reach';
import { selectionOfList } from './query';
import {
  certificateListQuery,
  certificatePatch,
  certificateRow,
  certificateSearch,
  certificateSearchPage,
  certificateView,
  historyView,
  toCertificateView,
} from './schemas';
import { validationFailed } from '../http/faults';
import { sortOrder } from '../http/sorting';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, pageQuery, uuidPath, z } from '../http/schemas';

export interface CertificateRouteDeps extends Pick<ReachListDeps, 'view'> {
  readonly inventory: CertificateInventory;
  readonly issuers: IssuerStore;
  readonly history: CertificateHistoryStore;
  readonly directory: { snapshot(): Promise<CertificateDirectory> };
  readonly patterns: PatternEngine;
  /** Searches for long patterns; without it they are searched on the event loop. */
  readonly thread?: PatternThread;
  /** Of a certificate that was deleted. */
  readonly onDeleted: (uuid: string) => Promise<void>;
  /** Around what takes a certificate out of force, so that those it has replaced are looked at again. */
  readonly losing: LostReplacements['losing'];
  /** Of a CA that is trusted from now on, or no longer. */
  readonly onTrust: (certificate: CertificateRecord) => Promise<void>;
  readonly seal: Seal;
  readonly now: () => Date;
}

const tag = 'Certificates';
const read = 'certificates:read';
const write = 'certificates:write';

/** The inventory: lists, searches, one certificate, its history, and changes of what people may set. */
export function createCertificateRoutes(deps: CertificateRouteDeps): Route[] {
  const { inventory, history } = deps;
  const reaching = createReachList(deps);
  const changes = createCertificateChanges(deps);
  const rowsOf = (certificates: readonly RowFacts[]) => toCertificateRows(deps, certificates);
  return [
    defineRoute({
      method: 'get',
      path: '/certificates',
      operationId: 'listCertificates',
      tag,
      summary: 'List certificates',
      description:
        'Certificates must match all filters. A page can be short or even empty although there are more: follow `nextCursor`.',
      permission: read,
      budget: 'search',
      query: certificateListQuery,
      responses: { 200: { description: 'A page of certificates', schema: page(certificateRow) } },
      async handle(context) {
        const after = readCursor(context) as Position | undefined;
        const { reachesNobody } = context.query;
        if (reachesNobody !== undefined) {
          const query = { ...context.query, reachesNobody };
          const found = await reaching.read(query, after);
          return pageReply(context, { items: await rowsOf(found.items), next: toKey(found.next) }, () =>
            reaching.count(query),
          );
        }
        const selection = selectionOfList(context.query);
        const found = await inventory.search({ ...selection, after, limit: context.query.limit }, rowParts);
        return pageReply(context, { items: await rowsOf(found.items), next: toKey(found.next) }, () =>
          inventory.count(selection),
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/certificates/search',
      operationId: 'searchCertificates',
      tag,
      summary: 'Search for certificates that match a condition',
      description:
        'Conditions are the same as in triggers. A page can be short or even empty although there are more: send the search again with `cursor` set to `nextCursor`.',
      permission: read,
      budget: 'search',
      body: certificateSearch,
      responses: { 200: { description: 'A page of certificates', schema: certificateSearchPage } },
      async handle(context) {
        const { filter, limit, cursor } = context.body;
        const { field, direction } = sortOrder(context.body.sort, certificateSorts);
        // What the cursor belongs to stands in the body here, not in the query.
        const binding = `${context.operation} ${JSON.stringify([filter ?? null, field, direction])}`;
        const resumed = cursor === undefined ? undefined : context.cursors.open(cursor, binding);
        if (cursor !== undefined && resumed === undefined) throw wrongCursor();
        const at = resumed as
          { readonly value: Position['value']; readonly id: string; readonly now: Date } | undefined;
        // One search has one clock, or IN_NEXT would move between its pages.
        const now = at?.now ?? deps.now();
        const directory = await deps.directory.snapshot();
        const selection = selectionOfCondition(filter, field, direction, directory, deps, now);
        const found = await inventory.search({ ...selection, after: at, limit }, rowParts);
        const undecided = undecidedWarnings(selection.undecided, '/filter');
        const impossible =
          cursor === undefined
            ? conditionWarnings(
                filter,
                { scope: 'certificates', pointer: '/filter' },
                directory,
                deps.patterns,
                context.caller.permissions,
              )
            : [];
        return {
          status: 200,
          body: {
            items: await rowsOf(found.items),
            nextCursor: found.next === undefined ? null : context.cursors.seal({ ...found.next, now }, binding),
            warnings: [...impossible, ...undecided],
            ...(context.body.count ? { total: await inventory.count(selection) } : {}),
          },
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/certificates/{uuid}',
      operationId: 'getCertificate',
      tag,
      summary: 'Get a certificate with everything that is known about it',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The certificate', schema: certificateView, etag: true } },
      async handle({ params }) {
        const found = await existing(inventory, params.uuid);
        return { status: 200, body: toCertificateView(found), revision: found.revision };
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/certificates/{uuid}',
      operationId: 'updateCertificate',
      tag,
      summary: 'Update the groups, RA profile, owner, custom attributes, archive flag or trust of a certificate',
      description: 'A merge patch (RFC 7396): members that you leave out stay as they are, null clears.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'certificates.update', resource: 'certificates' },
      body: certificatePatch,
      responses: { 200: { description: 'The certificate', schema: certificateView, etag: true } },
      async handle(context) {
        const { params, ifMatch, body, caller } = context;
        const before = await seenAt(inventory, params.uuid, ifMatch);
        context.note({ objects: [{ uuid: before.uuid, name: certificateName(before) }] });
        const change = changeOf(body, before, await deps.directory.snapshot(), deps.seal);
        if (Object.keys(change).length === 0) {
          return { status: 200, body: toCertificateView(before), revision: before.revision };
        }
        const after = await changes.change(before, change, author(caller), deps.now());
        if (after === null) throw staleRevision();
        return { status: 200, body: toCertificateView(after), revision: after.revision };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/certificates/{uuid}',
      operationId: 'deleteCertificate',
      tag,
      summary: 'Delete a certificate from the inventory',
      description: 'Its history stays. The same certificate can be uploaded again.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'certificates.delete', resource: 'certificates' },
      responses: { 204: { description: 'Deleted' } },
      async handle(context) {
        const { params, ifMatch, caller } = context;
        const before = await seenAt(inventory, params.uuid, ifMatch);
        context.note({ objects: [{ uuid: before.uuid, name: certificateName(before) }] });
        if (!(await changes.remove(before, author(caller), deps.now()))) throw staleRevision();
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/certificates/{uuid}/history',
      operationId: 'listCertificateHistory',
      tag,
      summary: 'List what happened to a certificate, newest first',
      permission: read,
      params: uuidPath,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of entries', schema: page(historyView) } },
      async handle(context) {
        const { params, query } = context;
        const after = readCursor<{ created: Date; id: string }>(context);
        const found = await history.list(params.uuid, after, query.limit + 1);
        if (found.length === 0 && after === undefined) await existing(inventory, params.uuid);
        const { items, last } = cutPage(found, query.limit);
        return pageReply(
          context,
          {
            items: items.map(({ id, ...entry }) => ({ entryId: id, ...entry })),
            next: last === undefined ? undefined : { created: last.created, id: last.id },
          },
          () => history.count(params.uuid),
        );
      },
    }),
    ...createCertificateContentRoutes(deps),
  ];
}

function toKey(position: Position | undefined) {
  return position === undefined ? undefined : { value: position.value, id: position.id };
}

function author({ actor }: Caller) {
  return { uuid: actor.uuid, name: actor.name };
}

async function existing(inventory: CertificateInventory, uuid: string): Promise<CertificateRecord> {
  const found = await inventory.find(uuid);
  if (found === null) throw new CertloomError('not_found', 'There is no such certificate.');
  return found;
}

async function seenAt(inventory: CertificateInventory, uuid: string, seen: SeenRevision): Promise<CertificateRecord> {
  const found = await existing(inventory, uuid);
  refuseStale(found, seen);
  return found;
}

function wrongCursor(): CertloomError {
  return validationFailed([
    {
      pointer: '/cursor',
      code: 'wrong_cursor',
      detail: 'the cursor does not belong to this filter and sort; start again without it',
    },
  ]);
}
