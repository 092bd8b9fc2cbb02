import { hkdfSync, randomUUID } from 'node:crypto';
import type { Client, Connection as ClientConnection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Connection } from 'mongoose';
import type { Config } from '../config/config';
import type { PageTarget } from '../domain/notifications/page-link';
import { loadMasterKeys } from '../config/kept-secrets';
import type { Seal } from '../domain/attributes/sealed';
import { createAlikeSeal } from '../secrets/alike-seal';
import { createLinkSigner, type LinkSigner } from '../secrets/link-signer';
import { createLogger, type Logger } from '../telemetry/logging';
import { createMetrics, type Metrics } from '../telemetry/metrics';
import { connectStore } from '../store/database/connection';
import { ensureFirstAdministrator } from '../store/identity/first-administrator';
import { createKeyedDigests } from '../store/identity/keyed-digests';
import { ensureIndexes } from '../store/database/indexes';
import type { PendingUpload } from '../store/uploads/uploads';
import { connectClient } from '../temporal/client';
import { connectionAccess } from '../temporal/access';
import { createDataConverter } from '../temporal/data-converter';
import type { TaskQueue } from '../temporal/ids';
import { LocalVerdicts } from '../temporal/local-verdicts';
import { createProcessLease, type ProcessLease } from '../services/work/process-lease';
import { createStores, type Stores } from '../store/stores';
import { administratorKeyReplaced } from '../services/identity/administrator-key';
import { ParsedCertificates } from '../x509/parsed-certificates';
import type { JobType } from '../services/jobs/job-type';
import { createPageLinks } from '../services/notifications/page-links';

/** The addresses a process works with, embedded or configured. */
export interface EngineAddresses {
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string | null;
  readonly mongoUri: string;
}

/** What tests change; a product has none of it. */
export interface Adjustments {
  readonly now?: () => Date;
  readonly queueName?: (queue: TaskQueue) => string;
  readonly staleAfterMs?: number;
  /** How often what has to go is deleted; without task queues of its own once a minute. */
  readonly tidyEveryMs?: number;
  readonly logger?: Logger;
  /** Kinds of scheduled jobs beside those of the product. */
  readonly jobTypes?: readonly JobType[];
  readonly deliveryPace?: {
    readonly initialMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly giveUpMs: number;
  };
}

/** What every process has, whatever it does: stores, engine client, keys, logs. */
export interface Foundation {
  readonly config: Config;
  readonly addresses: EngineAddresses;
  readonly adjustments: Adjustments;
  readonly db: Connection;
  readonly stores: Stores;
  readonly client: Client;
  readonly clientConnection: ClientConnection;
  /** What seals and opens the payloads of runs, in client and workers alike. */
  readonly dataConverter: DataConverter;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Which processes of the installation live, this one among them. */
  readonly lease: ProcessLease;
  /** Facts on their way from the API to a worker in the same process. */
  readonly parsed: ParsedCertificates<PendingUpload>;
  /** And verdicts on their way back. */
  readonly verdicts: LocalVerdicts;
  readonly now: () => Date;
  readonly queueName: (queue: TaskQueue) => string;
  /** 32 bytes for one use out of the master key (HKDF, RFC 5869). */
  keyFor(use: string): Buffer;
  /** The same, followed by those of earlier master keys: for what opens older things than it makes. */
  keysFor(use: string): readonly Buffer[];
  /** Seals values of secret custom attributes for storage. */
  readonly sealValue: Seal;
  /** Where people reach this installation, without a slash at the end. */
  readonly publicUrl: string;
  /** The firing in the API, where an API key is needed. */
  firingUrl(firingId: string): string;
  /** A page that people can open; `from` is when its link begins to count. */
  pageUrl(target: PageTarget, from: Date): string;
  /** What opens the tokens of such links. */
  readonly linkSigner: LinkSigner;
  /** The run in the Temporal UI; null where there is none to show. */
  runUrl(workflowId: string, runId: string): string | null;
  close(): Promise<void>;
}

export async function openFoundation(
  config: Config,
  addresses: EngineAddresses,
  adjustments: Adjustments = {},
  /** Processes that are known to have ended. */
  predecessors: readonly string[] = [],
): Promise<Foundation> {
  const now = adjustments.now ?? (() => new Date());
  const logger = adjustments.logger ?? createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });
  const db = await connectStore(addresses.mongoUri);
  try {
    const [masterKey, ...earlier] = loadMasterKeys(config);
    const derive = (key: Buffer, use: string) => Buffer.from(hkdfSync('sha256', key, '', `certloom ${use}`, 32));
    const keysFor = (use: string) => [masterKey, ...earlier].map((key) => derive(key, use));
    const administratorKey = createKeyedDigests(keysFor('administrator key'));
    const stores = createStores(db, now, {
      auditMarks: keysFor('audit marks'),
      uploadClaims: derive(masterKey, 'upload claims'),
      administratorKey,
    });
    await ensureIndexes(db);
    const { replacedKeyOf } = await ensureFirstAdministrator(db, config.adminKey, now, administratorKey);
    if (replacedKeyOf !== null) await stores.audit.append([administratorKeyReplaced(replacedKeyOf, now())]);
    const sealValue = createAlikeSeal(derive(masterKey, 'attribute values'), 'custom attribute');
    await stores.openSecrets.sealConfiguration(sealValue, now());
    const dataConverter = createDataConverter({ keys: keysFor('temporal payloads'), seals: config.temporalEncryption });
    const { client, connection } = connectClient({
      address: addresses.temporalAddress,
      namespace: addresses.temporalNamespace,
      dataConverter,
      access: connectionAccess(config),
    });
    const publicUrl = (
      config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
    ).replace(/\/+$/, '');
    const linkSigner = createLinkSigner(keysFor('notice links'));
    const uiUrl = addresses.temporalUiUrl?.replace(/\/+$/, '') ?? null;
    return {
      config,
      addresses,
      adjustments,
      db,
      stores,
      client,
      clientConnection: connection,
      dataConverter,
      logger,
      metrics: createMetrics({ processMetrics: true }),
      lease: createProcessLease({
        processes: stores.processes,
        id: randomUUID(),
        predecessors,
        now: () => new Date(),
        steadyClock: () => performance.now(),
      }),
      parsed: new ParsedCertificates<PendingUpload>(),
      verdicts: new LocalVerdicts(),
      now,
      queueName: adjustments.queueName ?? ((queue) => queue),
      keyFor: (use) => derive(masterKey, use),
      keysFor,
      sealValue,
      publicUrl,
      firingUrl: (firingId) => `${publicUrl}/api/v1/event-history/${firingId}`,
      pageUrl: createPageLinks({ signer: linkSigner, publicUrl, days: config.noticeLinkDays }),
      linkSigner,
      runUrl: (workflowId, runId) =>
        uiUrl === null || runId === ''
          ? null
          : `${uiUrl}/namespaces/${encodeURIComponent(addresses.temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}/${runId}/history`,
      async close() {
        await connection.close();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}
