import { withPatches } from '../../api/http/patches';
import type { Route } from '../../api/http/route';
import { createPatternEngine } from '../../services/firings/pattern-engine';
import { createPatternThread } from '../../services/firings/pattern-thread';
import { createSubjectSources } from '../../services/firings/subject-sources';
import type { Foundation } from '../foundation';
import { createApprovalServices } from './approval-services';
import { alertsPart } from './alerts';
import { approvalsPart } from './approvals';
import { askedRunsOf } from './asked-runs';
import { attributesPart } from './attributes';
import { auditPart } from './audit';
import { authoritiesPart } from './authorities';
import { createAuthorityServices } from './authority-services';
import { builderPart } from './builder';
import { certificatesPart } from './certificates';
import { collectionsPart } from './collections';
import { compatPart } from './compat';
import { connectionsPart } from './connections';
import { createConnectionServices } from './connection-services';
import { configurationPart } from './configuration';
import { discoveriesPart } from './discoveries';
import { eventLogPart } from './event-log';
import { eventsPart } from './events';
import { createExpirationServices } from './expiration-services';
import { expirationPart } from './expiration';
import { firingsPart } from './firings';
import { identityPart } from './identity';
import { jobsPart } from './jobs';
import { livePart } from './live';
import { createNotificationServices } from './notification-services';
import { notificationsPart } from './notifications';
import { operationsPart } from './operations';
import type { ApiContext, CreatePart, Part } from './part';
import { pluginsPart } from './plugins';
import { scriptsPart } from './scripts';
import { secretsPart } from './secrets';
import { createScriptServices } from './script-services';
import { settingsPart } from './settings';
import { signInPart } from './sign-in';
import { sshKeysPart } from './ssh-keys';
import { triggersPart } from './triggers';
import { uploadsPart } from './uploads';
import { validationPart } from './validation';
import { viewsPart } from './views';
import { workersPart } from './workers';

/** Every capability of the product: the one list that API and workers read. Uploads first, because they must be quick. */
const capabilities: readonly CreatePart[] = [
  uploadsPart,
  certificatesPart,
  firingsPart,
  eventsPart,
  expirationPart,
  discoveriesPart,
  validationPart,
  triggersPart,
  notificationsPart,
  eventLogPart,
  identityPart,
  signInPart,
  authoritiesPart,
  operationsPart,
  attributesPart,
  approvalsPart,
  jobsPart,
  alertsPart,
  builderPart,
  workersPart,
  viewsPart,
  collectionsPart,
  scriptsPart,
  pluginsPart,
  secretsPart,
  connectionsPart,
  sshKeysPart,
  settingsPart,
  auditPart,
  configurationPart,
  livePart,
  compatPart,
];

export interface Parts {
  readonly list: readonly Part[];
  /** Connections of the channels; after API and workers have stopped. */
  close(): Promise<void>;
}

/** What a process that serves HTTP answers. */
export function routesOf(parts: readonly Part[], api: ApiContext): Route[] {
  const routes = withPatches(parts.flatMap((part) => part.routes?.(api) ?? []));
  return [...routes, ...parts.flatMap((part) => part.routesOver?.(api, routes) ?? [])];
}

/** The parts of one process, over its connections. */
export function createParts(foundation: Foundation): Parts {
  const notifications = createNotificationServices(foundation);
  const expiration = createExpirationServices(foundation, notifications.streams);
  const approvals = createApprovalServices(foundation);
  const thread = createPatternThread();
  const scripts = createScriptServices(foundation, notifications);
  const authorities = createAuthorityServices(foundation, askedRunsOf(foundation, scripts));
  const sources = createSubjectSources(() => list.flatMap((part) => part.subjects?.() ?? []));
  const patterns = createPatternEngine();
  const connections = createConnectionServices(foundation);
  const context = {
    ...{ foundation, notifications, expiration, authorities, approvals, scripts, connections },
    ...{ patterns, thread, sources },
  };
  const list: readonly Part[] = capabilities.map((create) => create(context));
  return {
    list,
    async close() {
      await scripts.close();
      await thread.close();
      await notifications.close();
      await authorities.close();
      await connections.close();
    },
  };
}
