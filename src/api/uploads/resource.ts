import { CertloomError } from '../../domain/problem';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { Position } from '../../store/database/keyset-scan';
import type { ShownUpload, UploadList } from '../../store/uploads/list';
import type { Rejections, Rejecting } from '../../services/uploads/rejections';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { actorName, instant, isoDate, page, rejectingTrigger, pageQuery, uuid, z } from '../http/schemas';

/** Something about an upload that was carried out all the same. */
export const uploadWarning = z.strictObject({ code: z.string(), detail: z.string() }).openapi('UploadWarning');

export interface UploadReadDeps {
  /** What ignore triggers tell the uploader. */
  readonly rejections: Rejections;
  readonly uploads: {
    /** An upload, a bundle or an item of one. */
    read(id: string): Promise<ShownUpload | null>;
    itemsOf(bundle: string): Promise<readonly ShownUpload[]>;
    /** Items of a bundle by status. */
    progressOf(bundle: string): Promise<Readonly<Record<string, number>>>;
    list: UploadList['list'];
    count: UploadList['count'];
  };
}

const tag = 'Uploads';
const statuses = ['processing', 'stored', 'ignored', 'failed', 'finished'] as const;
const matched = z.array(rejectingTrigger).openapi({
  description: 'Messages are told without what they say of the certificate, which is not kept.',
});

const outcome = {
  status: z.enum(statuses),
  finishedAt: isoDate.nullable(),
  fingerprint: z.string().optional(),
  certificateUuid: z.string().optional(),
  firingId: z.string().optional(),
  code: z.string().optional(),
  matchedTriggers: matched.optional(),
  actionErrors: z.number().int(),
  warnings: z.array(uploadWarning),
};
const itemView = z.strictObject({ index: z.number().int(), ...outcome }).openapi('UploadedItem');
const uploadView = z
  .strictObject({
    uploadId: z.string(),
    mode: z.enum(['sync', 'async']),
    uploader: actorName,
    createdAt: isoDate,
    ...outcome,
    total: z.number().int().optional(),
    progress: z
      .strictObject({
        processing: z.number().int(),
        stored: z.number().int(),
        ignored: z.number().int(),
        failed: z.number().int(),
      })
      .openapi('UploadProgress')
      .optional(),
    items: z.array(itemView).optional(),
  })
  .openapi('Upload', { description: 'The upload of a certificate that a trigger ignored keeps no details of it.' });

/** Upload resources, for their uploaders and for holders of `uploads:read`. */
export function createUploadReadRoutes({ uploads, rejections }: UploadReadDeps): Route[] {
  /** What is told of these uploads; of the certificates nothing is known any more. */
  const told = async (shown: readonly ShownUpload[]): Promise<Told> =>
    rejections(
      shown.filter(({ status }) => status === 'ignored'),
      () => null,
    );

  return [
    defineRoute({
      method: 'get',
      path: '/uploads',
      operationId: 'listUploads',
      tag,
      summary: 'List uploads, newest first',
      description: 'Your own uploads; with the permission `uploads:read`, those of everybody.',
      permission: 'authenticated',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(statuses).optional(),
        uploader: uuid.optional(),
        from: instant.optional(),
        to: instant.optional().openapi({ description: 'Exclusive.' }),
      }),
      responses: { 200: { description: 'A page of uploads; bundles without their items', schema: page(uploadView) } },
      async handle(context) {
        const { caller, query } = context;
        const { status, from, to, limit } = query;
        const own = caller.actor.uuid;
        if (!seesAll(caller) && query.uploader !== undefined && query.uploader !== own) {
          throw new CertloomError('forbidden', 'To see the uploads of others you need the permission uploads:read.');
        }
        const uploader = seesAll(caller) ? query.uploader : own;
        const filter = {
          ...(status === undefined ? {} : { status }),
          ...(uploader === undefined ? {} : { uploader }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        };
        const found = await uploads.list(filter, readCursor(context) as Position | undefined, limit);
        return pageReply(
          context,
          {
            items: found.items.map((upload) => toView(upload, caller)),
            next: found.next === undefined ? undefined : { value: found.next.value, id: found.next.id },
          },
          () => uploads.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/uploads/{uploadId}',
      operationId: 'getUpload',
      tag,
      summary: 'Get an upload, with the items of a bundle',
      permission: 'authenticated',
      description:
        'To follow a large bundle, ask with `items=none`: `progress` then has the numbers without the items.',
      params: z.strictObject({ uploadId: uuid }),
      query: z.strictObject({ items: z.enum(['all', 'none']).default('all') }),
      responses: { 200: { description: 'The upload', schema: uploadView } },
      async handle({ params, query, caller }) {
        const upload = await uploads.read(params.uploadId);
        // Others' uploads look as if they were not there: an id says nothing about them.
        if (upload === null || (!seesAll(caller) && upload.uploader.uuid !== caller.actor.uuid)) {
          throw new CertloomError('not_found', 'There is no such upload.');
        }
        if (upload.kind !== 'bundle') return { status: 200, body: toView(upload, caller, await told([upload])) };
        const counts = await uploads.progressOf(params.uploadId);
        const { processing = 0, stored = 0, ignored = 0, failed = 0 } = counts;
        const bundle = { ...toView(upload, caller), progress: { processing, stored, ignored, failed } };
        if (query.items === 'none') return { status: 200, body: bundle };
        const items = await uploads.itemsOf(params.uploadId);
        const messages = await told(items);
        const shown = items.map((item) => ({ index: item.index, ...outcomeOf(item, caller, messages) }));
        return { status: 200, body: { ...bundle, items: shown } };
      },
    }),
  ];
}

function seesAll({ permissions }: Caller): boolean {
  return permissions.has('uploads:read');
}

type Told = ReadonlyMap<string, readonly Rejecting[]>;

function toView(upload: ShownUpload, caller: Caller, told?: Told) {
  const { _id, mode, uploader, createdAt, total } = upload;
  return {
    uploadId: _id,
    mode,
    uploader: { uuid: uploader.uuid, name: uploader.name },
    createdAt,
    ...outcomeOf(upload, caller, told),
    ...(total === null ? {} : { total }),
  };
}

/** The uuid was chosen at acceptance, so it is told only of a certificate that is there and may be seen. */
function outcomeOf(upload: ShownUpload, { actor, permissions }: Caller, told?: Told) {
  const { status, finishedAt, fingerprint, certificateUuid, code } = upload;
  const matchedTriggers =
    told?.get(upload._id) ?? upload.matchedTriggers.map(({ uuid: id, name }) => ({ uuid: id, name }));
  const isStored = status === 'stored' && (permissions.has('certificates:read') || upload.uploader.uuid === actor.uuid);
  return {
    status,
    finishedAt,
    ...(fingerprint === undefined || status === 'ignored' ? {} : { fingerprint }),
    ...(isStored ? { certificateUuid } : {}),
    ...(status === 'stored' || status === 'ignored' ? { firingId: uploadFiringId(upload._id) } : {}),
    ...(code === null ? {} : { code }),
    ...(matchedTriggers.length === 0 ? {} : { matchedTriggers }),
    actionErrors: upload.actionErrors,
    warnings: upload.warnings,
  };
}
