import type { Config } from '../config/config';
import type { PageTarget } from '../domain/notifications/page-link';
import { derivedKey, loadMasterKeys, payloadKeys } from '../config/kept-secrets';
import type { Seal } from '../domain/attributes/sealed';
import { createAlikeSeal } from '../secrets/alike-seal';
import { privateContextKeys } from '../secrets/context-keys';
import type { ContextSealing } from '../services/secrets/context-sealing';
import { createLinkSigner, type LinkSigner } from '../secrets/link-signer';
import { createRowSeal } from '../secrets/row-seal';
import { connectStore } from '../store/database/connection';
import { ensureFirstAdministrator } from '../store/identity/first-administrator';
import { createKeyedDigests } from '../store/identity/keyed-digests';
import { ensureIndexes } from '../store/database/indexes';
import type { PendingUpload } from '../store/uploads/uploads';
import { LocalVerdicts } from '../temporal/local-verdicts';
import { createStores } from '../store/stores';
import { administratorKeyReplaced } from '../services/identity/administrator-key';
import { ParsedCertificates } from '../x509/parsed-certificates';
import type { Adjustments, EngineAddresses } from './adjustments';
import { assertNotMoving } from './copied-database';
import { openContextSealing } from './context-sealing';
import { assemble, loggerOf, type KeylessFoundation } from './keyless-foundation';
import type { DecisionLink } from '../delivery/personal-link';
import { createDecisionLinks, createPageLinks } from '../services/notifications/page-links';

export type { Adjustments, EngineAddresses } from './adjustments';

/** What a process with the master key has beside that. */
export interface Foundation extends KeylessFoundation {
  /** Facts on their way from the API to a worker in the same process. */
  readonly parsed: ParsedCertificates<PendingUpload>;
  /** And verdicts on their way back. */
  readonly verdicts: LocalVerdicts;
  /** 32 bytes for one use out of the master key (HKDF, RFC 5869). */
  keyFor(use: string): Buffer;
  /** The same, followed by those of earlier master keys: for what opens older things than it makes. */
  keysFor(use: string): readonly Buffer[];
  /** Seals named secrets for the contexts whose scripts may have them. */
  readonly contextSealing: ContextSealing;
  /** Seals values of secret custom attributes for storage. */
  readonly sealValue: Seal;
  /** Where people reach this installation, without a slash at the end. */
  readonly publicUrl: string;
  /** The firing in the API, where an API key is needed. */
  firingUrl(firingId: string): string;
  /** A page that people can open; `from` is when its link begins to count. */
  pageUrl(target: PageTarget, from: Date): string;
  /** A page on which one user decides without signing in; undefined where links lead to no pages. */
  readonly decisionLink: DecisionLink | undefined;
  /** What opens the tokens of such links. */
  readonly linkSigner: LinkSigner;
  /** The run in the Temporal UI; null where there is none to show. */
  runUrl(workflowId: string, runId: string): string | null;
}

export async function openFoundation(
  config: Config,
  addresses: EngineAddresses,
  adjustments: Adjustments = {},
  /** Processes that are known to have ended. */
  predecessors: readonly string[] = [],
): Promise<Foundation> {
  const now = adjustments.now ?? (() => new Date());
  const db = await connectStore(addresses.mongoUri);
  try {
    const [masterKey, ...earlier] = loadMasterKeys(config);
    const masterKeys = [masterKey, ...earlier];
    const keysFor = (use: string) => masterKeys.map((key) => derivedKey(key, use));
    const administratorKey = createKeyedDigests(keysFor('administrator key'));
    const stores = createStores(db, now, {
      auditMarks: keysFor('audit marks'),
      uploadClaims: derivedKey(masterKey, 'upload claims'),
      passing: createRowSeal(keysFor('passing details')),
      administratorKey,
    });
    await assertNotMoving(stores.copyStates);
    await ensureIndexes(db);
    const { replacedKeyOf } = await ensureFirstAdministrator(db, config.adminKey, now, administratorKey);
    if (replacedKeyOf !== null) await stores.audit.append([administratorKeyReplaced(replacedKeyOf, now())]);
    const logger = loggerOf(config, adjustments);
    const { sealing, derived } = await openContextSealing(config, keysFor, { stores, logger, now });
    const sealValue = createAlikeSeal(derivedKey(masterKey, 'attribute values'), 'custom attribute');
    await stores.openSecrets.sealConfiguration(sealValue, now());
    const publicUrl = (
      config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
    ).replace(/\/+$/, '');
    const linkSigner = createLinkSigner(keysFor('notice links'));
    const links = { signer: linkSigner, publicUrl, days: config.noticeLinkDays };
    const uiUrl = addresses.temporalUiUrl?.replace(/\/+$/, '') ?? null;
    return {
      ...assemble({
        ...{ config, addresses, adjustments, db, stores, predecessors },
        payloadKeys: payloadKeys(config, masterKeys),
        contextKeys: [...privateContextKeys(config.contextKey), ...derived],
        keepsHouse: true,
      }),
      contextSealing: sealing,
      parsed: new ParsedCertificates<PendingUpload>(),
      verdicts: new LocalVerdicts(),
      keyFor: (use) => derivedKey(masterKey, use),
      keysFor,
      sealValue,
      publicUrl,
      firingUrl: (firingId) => `${publicUrl}/api/v1/event-history/${firingId}`,
      pageUrl: createPageLinks(links),
      decisionLink: createDecisionLinks(links),
      linkSigner,
      runUrl: (workflowId, runId) =>
        uiUrl === null || runId === ''
          ? null
          : `${uiUrl}/namespaces/${encodeURIComponent(addresses.temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}/${runId}/history`,
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}
