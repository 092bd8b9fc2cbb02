import type { Request } from 'express';
import type { AuditActor, AuditEntry, AuditNote, AuditResource, AuditSource } from '../../domain/identity/audit';
import type { AuditOperation } from '../../domain/identity/audit-operations';
import { CertloomError } from '../../domain/problem';
import { maskForAudit } from './audit-masking';
import type { Logger } from '../../telemetry/logging';
import { createRefusals } from './refusals';
import type { Caller } from './route';

export interface AuditSettings {
  readonly output: 'none' | 'console' | 'database' | 'all';
  readonly verbose: boolean;
  /** Operations, or areas (`groups` for `groups.create`), that are not recorded. */
  readonly ignoreOperations: readonly string[];
}

export interface AuditDeps {
  /** Resolves when the rows are stored. */
  readonly store: { append(entries: readonly AuditEntry[]): Promise<void> };
  readonly settings: () => Promise<AuditSettings>;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Names and uuids of custom attributes whose values are secret; asked only when verbose. */
  readonly secretAttributes?: () => Promise<ReadonlySet<string>>;
}

/** The request a row is about; a RequestContext is one. */
export interface Audited {
  readonly req: Request;
  readonly caller: Caller | undefined;
  /** Without a caller: the signed link of a notice let the request in. */
  readonly hasSignedLink?: true;
  readonly requestId: string;
}

export interface AuditedOperation {
  /** `<area>.<verb>`: `groups.create`. */
  readonly operation: AuditOperation;
  readonly resource: AuditResource;
}

export interface Audit {
  /** The row before anything is carried out. Throws `audit_unavailable`: then nothing may be carried out. */
  request(of: Audited, operation: AuditedOperation, note?: AuditNote): Promise<void>;
  /** The row after. Throws `audit_unavailable`; the work is done then and only the log can tell. */
  outcome(of: Audited, operation: AuditedOperation, result: 'success' | 'failure', note?: AuditNote): Promise<void>;
  /**
   * A row about something that was refused before it began. What is alike is written once and then counted, a minute
   * at a time: see `createRefusals`. Throws `audit_unavailable`.
   * @param kind what alike refusals have in common
   */
  refusal(
    of: Audited,
    operation: AuditedOperation,
    refused: { readonly kind: string; readonly message: string },
  ): Promise<void>;
  /** Writes what was counted so far. */
  flush(): Promise<void>;
  /** Whether values of requests are to be recorded. Throws `audit_unavailable`. */
  verbose(): Promise<boolean>;
}

/**
 * Writes the audit log to where the settings say. Secrets in data are masked here, whatever
 * the caller does. With output `none`, and for ignored operations, nothing is written and nothing fails.
 */
export function createAudit({ store, settings, logger, now, secretAttributes }: AuditDeps): Audit {
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      logger.error({ err: cause }, 'the audit log cannot be written');
      throw new CertloomError('audit_unavailable', 'The audit log cannot be written, and nothing is done without it.');
    }
  }

  async function write(
    of: Audited,
    { operation, resource }: AuditedOperation,
    outcome: Pick<AuditEntry, 'phase' | 'operationResult'>,
    note: AuditNote,
  ): Promise<void> {
    await guarded(async () => {
      const { output, ignoreOperations } = await settings();
      if (output === 'none' || isIgnored(operation, ignoreOperations)) return;
      const secretNames = hasData(note) ? await secretAttributes?.() : undefined;
      const entry: AuditEntry = {
        timestamp: now(),
        actor: of.hasSignedLink === true ? linkActor : actorOf(of.caller),
        source: sourceOf(of.req),
        resource: { type: resource, objects: note.objects ?? [] },
        affiliatedResource: note.affiliatedResource ?? null,
        operation,
        ...outcome,
        message: note.message ?? '',
        operationData: maskForAudit(note.operationData ?? null, secretNames),
        additionalData: maskForAudit(note.additionalData ?? null, secretNames),
        requestId: of.requestId,
      };
      if (output !== 'database') logger.info({ audit: entry }, 'audit');
      if (output !== 'console') await store.append([entry]);
    });
  }

  const refusals = createRefusals<{
    readonly of: Audited;
    readonly operation: AuditedOperation;
    readonly message: string;
  }>({
    now,
    write: ({ of: { of, operation, message }, count, since }) =>
      write(
        of,
        operation,
        { phase: 'outcome', operationResult: 'failure' },
        {
          message,
          ...(count === 1 ? {} : { additionalData: { count, since } }),
        },
      ),
  });

  return {
    refusal: (of, operation, { kind, message }) =>
      refusals.note(`${operation.operation} ${kind}`, { of, operation, message }),
    flush: () => refusals.flush(),
    request: (of, operation, note = {}) => write(of, operation, { phase: 'request', operationResult: null }, note),
    outcome: (of, operation, result, note = {}) =>
      write(of, operation, { phase: 'outcome', operationResult: result }, note),
    verbose: () => guarded(async () => (await settings()).verbose),
  };
}

/** Whoever has the link of a notice, who may be anybody. */
const linkActor: AuditActor = { type: 'anonymous', authMethod: 'signedLink', uuid: null, name: 'signed link' };

export function actorOf(caller: Caller | undefined): AuditActor {
  if (caller === undefined) return { type: 'anonymous', authMethod: 'none', uuid: null, name: 'anonymous' };
  const { type, uuid, name } = caller.actor;
  return { type, authMethod: caller.authMethod, uuid, name };
}

export function sourceOf(req: Request): AuditSource {
  return {
    method: req.method,
    path: req.originalUrl.split('?', 1)[0]?.slice(0, 500) ?? '',
    contentType: req.get('content-type')?.slice(0, 200) ?? null,
    ipAddress: req.ip ?? '',
    userAgent: req.get('user-agent')?.slice(0, 300) ?? null,
  };
}

function isIgnored(operation: string, ignored: readonly string[]): boolean {
  return ignored.includes(operation) || ignored.includes(operation.split('.', 1)[0] ?? operation);
}

function hasData(note: AuditNote): boolean {
  return note.operationData !== undefined || note.additionalData !== undefined;
}
