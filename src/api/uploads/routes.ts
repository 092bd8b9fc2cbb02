import { randomUUID } from 'node:crypto';
import type { AttributeDefinition, AttributeValues } from '../../domain/attributes/attribute';
import { CertloomError, isCertloomError } from '../../domain/problem';
import type { UploadStore } from '../../store/uploads/uploads';
import { parseUploads } from '../../x509/parse-upload';
import { sourceOf, type Audit } from '../http/audit';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { defineRoute, type Reply, type RequestContext, type Route } from '../http/route';
import { rejectingTrigger, uuid, z } from '../http/schemas';
import { answer } from './answers';
import { uploadWarning } from './resource';
import type { Seal } from '../../domain/attributes/sealed';
import { warningsOf } from './warnings';
import type { Arrivals } from '../../services/uploads/arrivals';
import type { createIdempotency } from '../../services/uploads/idempotency';
import { attributesOf, filesOf, otherUploadTypes, rawUploadBodies, uploadBody } from './read-request';
import type { Rejections } from '../../services/uploads/rejections';
import type { UploadService } from '../../services/uploads/upload-service';

export interface UploadRouteDeps {
  readonly service: UploadService;
  readonly uploads: UploadStore;
  /** Of those that will wait for their outcome. */
  readonly arrivals: Arrivals;
  readonly idempotency: ReturnType<typeof createIdempotency>;
  readonly audit: Audit;
  readonly settings: () => Promise<{
    readonly syncTimeoutMs: number;
    readonly maxCertificates: number;
    readonly maxBytes: number;
  }>;
  /** What ignore triggers tell the uploader. */
  readonly rejections: Rejections;
  readonly attributes: () => Promise<readonly AttributeDefinition[]>;
  readonly seal: Seal;
  /** Values of custom attributes of a stored certificate; null when it is gone again. */
  readonly valuesOf: (certificateUuid: string) => Promise<AttributeValues | null>;
  /** Told how long a caller waited for an answer, in seconds. */
  readonly observe: (mode: 'sync' | 'async', seconds: number) => void;
}

type Context = RequestContext<undefined, undefined, z.output<typeof uploadBody> | undefined>;

const operation = { operation: 'certificates.upload', resource: 'certificates' } as const;

const stored = z
  .strictObject({ uuid, fingerprint: z.string(), uploadId: uuid, firingId: uuid, warnings: z.array(uploadWarning) })
  .openapi('UploadStored');
const item = z
  .strictObject({
    index: z.number().int(),
    fingerprint: z.string().nullable(),
    status: z.enum(['processing', 'stored', 'ignored', 'failed']),
    httpStatus: z.number().int(),
    uuid: uuid.optional(),
    code: z.string().optional(),
    detail: z
      .string()
      .optional()
      .openapi({ description: 'Of a certificate that was not stored: what it would be refused with alone.' }),
    fileName: z.string().optional().openapi({ description: 'The file of the form that it was in.' }),
    firingId: uuid.optional(),
    matchedTriggers: z.array(rejectingTrigger).optional(),
  })
  .openapi('UploadOutcome');
const bundle = z.strictObject({ uploadId: uuid, items: z.array(item) }).openapi('UploadBundle');
const accepted = z
  .union([
    z.strictObject({ uploadId: uuid, fingerprint: z.string().nullable() }).openapi('SingleUploadAccepted'),
    bundle,
  ])
  .openapi('UploadAccepted');

/** `POST /certificates/upload` and `/async`. */
export function createUploadRoutes(deps: UploadRouteDeps): Route[] {
  async function take(context: Context, path: string, pathMode: 'sync' | 'async'): Promise<Reply> {
    const preference = preferenceOf(context.req.get('prefer'));
    const mode = preference.respondAsync ? 'async' : pathMode;
    const onAsked = mode === 'sync' ? deps.arrivals.begin() : () => undefined;
    try {
      return await carryOut(context, path, { mode, preference, onAsked });
    } finally {
      onAsked();
    }
  }

  async function carryOut(
    context: Context,
    path: string,
    { mode, preference, onAsked }: { mode: 'sync' | 'async'; preference: Preference; onAsked: () => void },
  ): Promise<Reply> {
    const startedAt = performance.now();
    const settings = await deps.settings();
    const waitMs = Math.min(settings.syncTimeoutMs, preference.waitMs ?? Number.POSITIVE_INFINITY);
    const files = filesOf(context.body, context.req.body);
    const contents = files.map(({ content }) => content);
    const items = await parseUploads(contents, settings);
    const only = items.length === 1 ? items[0]! : undefined;
    if (only !== undefined && 'error' in only) throw only.error;
    const definitions = await deps.attributes();
    const attributes = attributesOf(context.body, definitions, deps.seal);

    const { uuid: callerUuid, name } = context.caller.actor;
    const uploadId = randomUUID();
    const key = readIdempotencyKey(context.req);
    const run = async (id: string) => {
      const data = await verboseData(context, items);
      return deps.service.upload({
        items,
        attributes,
        mode,
        uploader: { uuid: callerUuid, name },
        requestId: context.requestId,
        authMethod: context.caller.authMethod,
        source: sourceOf(context.req),
        uploadId: id,
        isShared: key !== undefined,
        waitMs,
        onAsked,
        recordRequest: () => deps.audit.request(context, operation, { objects: [{ uuid: id, name: null }], ...data }),
      });
    };
    const result =
      key === undefined
        ? await run(uploadId)
        : await deps.idempotency(
            {
              callerUuid,
              path,
              key,
              body: Buffer.concat(contents),
              rest: restOf(context.body?.customAttributes, contents),
              uploadId,
              waitMs,
              mode,
            },
            run,
          );
    const reply = await answer(result, {
      mode,
      sent: items.map((parsed) => ({
        ...('error' in parsed
          ? { fingerprint: null, error: parsed.error }
          : { fingerprint: parsed.certificate.facts.fingerprint }),
        fileName: files[parsed.file ?? 0]?.fileName,
      })),
      warnings: (certificate) => warningsOf(only?.warnings ?? [], certificate, definitions, deps.valuesOf),
      mayReadCertificates: context.caller.permissions.has('certificates:read'),
      uploads: deps.uploads,
      rejections: deps.rejections,
      factsOf: (index) => {
        const parsed = items[index];
        return parsed === undefined || 'error' in parsed ? null : parsed.certificate.facts;
      },
      promise: (one) => deps.service.promise(one),
    });
    deps.observe(mode, (performance.now() - startedAt) / 1_000);
    return { ...reply, headers: { ...reply.headers, Vary: 'Prefer', ...preference.applied } };
  }

  /** What identifies a rejected upload later: only with verbose audit logging. */
  async function verboseData(
    context: Context,
    items: Awaited<ReturnType<typeof parseUploads>>,
  ): Promise<{ operationData?: unknown }> {
    if (!(await deps.audit.verbose())) return {};
    return {
      operationData: {
        customAttributes: context.body?.customAttributes ?? [],
        certificates: items.flatMap((parsed) => {
          if ('error' in parsed) return [];
          const { facts, der } = parsed.certificate;
          const { fingerprint, subjectDn, issuerDn, serialNumber } = facts;
          return [
            {
              index: parsed.index,
              fingerprint,
              subjectDn,
              issuerDn,
              serialNumber,
              certificate: der.toString('base64'),
            },
          ];
        }),
      },
    };
  }

  /** Refusals are recorded too; those before any claim leave no other trace. */
  async function audited(context: Context, path: string, mode: 'sync' | 'async'): Promise<Reply> {
    try {
      return await take(context, path, mode);
    } catch (error) {
      if (
        isCertloomError(error) &&
        error.code === 'certificate_duplicate' &&
        !context.caller.permissions.has('certificates:read')
      ) {
        await refused(context, error);
        throw new CertloomError(error.code, error.detail);
      }
      await refused(context, error);
      throw error;
    }
  }

  async function refused(context: Context, error: unknown): Promise<void> {
    const message = isCertloomError(error) ? error.code : 'internal';
    // An ignored upload was recorded by the run that ignored it.
    if (message === 'certificate_ignored') return;
    await deps.audit.outcome(context, operation, 'failure', { message }).catch(() => undefined);
  }

  const common = {
    method: 'post',
    tag: 'Certificates',
    permission: 'certificates:upload',
    audit: 'own',
    budget: 'upload',
    largeBody: true,
    rawBodies: rawUploadBodies,
    files: true,
    otherRawTypes: otherUploadTypes,
    body: uploadBody,
    requestHeaders: {
      ...idempotencyHeader,
      Prefer: {
        description: '`respond-async` answers at once; `wait=N` waits at most N seconds (RFC 7240).',
        example: 'wait=5',
      },
    },
  } as const;

  return [
    defineRoute({
      ...common,
      path: '/certificates/upload',
      operationId: 'uploadCertificate',
      summary: 'Upload certificates and wait for the outcome',
      description:
        'Answers once the triggers have decided and the certificate is in the inventory with everything they set. If that takes longer than you want to wait, the answer is 202. The other content types that programs send for certificates are taken, too; the bytes decide.',
      responses: {
        201: { description: 'Stored', schema: stored, location: true },
        202: { description: 'Not finished yet; `Location` is the upload to follow', schema: accepted, location: true },
        207: { description: 'A bundle, with one outcome per certificate', schema: bundle, location: true },
      },
      handle: (context) => audited(context as Context, common.method + '/certificates/upload', 'sync'),
    }),
    defineRoute({
      ...common,
      path: '/certificates/upload/async',
      operationId: 'uploadCertificateAsync',
      summary: 'Upload certificates without waiting for the outcome',
      description: 'Answers as soon as the upload is stored safely. Its outcome will be at `Location`.',
      responses: { 202: { description: 'Accepted', schema: accepted, location: true } },
      handle: (context) => audited(context as Context, common.method + '/certificates/upload/async', 'async'),
    }),
  ];
}

/** Where one file of a form ends and the next begins is part of the request; names and boundaries are not. */
function restOf(attributes: unknown, contents: readonly Buffer[]): string {
  const lengths = contents.length === 1 ? undefined : contents.map(({ length }) => length);
  return JSON.stringify(lengths === undefined ? (attributes ?? null) : [attributes ?? null, lengths]);
}

export interface Preference {
  readonly respondAsync: boolean;
  readonly waitMs?: number;
  readonly applied: Record<string, string>;
}

/** RFC 7240: `respond-async` and `wait=N` (seconds). Other preferences are ignored, as the RFC says. */
export function preferenceOf(header: string | undefined): Preference {
  const preferences = (header ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => part.split(';', 1)[0]!.trim().toLowerCase());
  const respondAsync = preferences.includes('respond-async');
  const wait = preferences.map((part) => /^wait=(\d{1,6})$/.exec(part)?.[1]).find((seconds) => seconds !== undefined);
  const applied = [...(respondAsync ? ['respond-async'] : []), ...(wait === undefined ? [] : [`wait=${wait}`])].join(
    ', ',
  );
  return {
    respondAsync,
    ...(wait === undefined ? {} : { waitMs: Number(wait) * 1_000 }),
    applied: applied === '' ? {} : { 'Preference-Applied': applied },
  };
}
