import { alertAndScriptRoutes } from './features/alerts-and-scripts';
import { approvalRoutes } from './features/approvals/routes';
import { builderRoutes } from './features/builder/routes';
import { certificateRoutes } from './features/certificates/routes';
import { eventRoutes } from './features/events/routes';
import { discoveryRoutes } from './features/discoveries/routes';
import { collectionRoutes } from './features/collections/routes';
import { expirationRoutes } from './features/expiration/routes';
import { firingRoutes } from './features/firings/routes';
import { objectScreens } from './features/objects/routes';
import { identityRoutes } from './features/identity/routes';
import { importRoutes } from './features/imports/routes';
import { logRoutes } from './features/logs/routes';
import { notificationProfileRoutes } from './features/notification-profiles/routes';
import { jobRoutes } from './features/jobs/routes';
import { notificationRoutes } from './features/notifications/routes';
import { operationRoutes } from './features/operations/routes';
import { overviewRoutes } from './features/overview/routes';
import { settingsRoutes } from './features/settings/routes';
import { triggerRoutes } from './features/triggers/routes';
import { uploadRoutes } from './features/uploads/routes';
import { workerRoutes } from './features/workers/routes';

/** Routes of all capabilities; each feature has its own in `routes.ts`. */
export const features = [
  ...alertAndScriptRoutes,
  ...overviewRoutes,
  ...certificateRoutes,
  ...collectionRoutes,
  ...expirationRoutes,
  ...approvalRoutes,
  ...builderRoutes,
  ...notificationRoutes,
  ...firingRoutes,
  ...operationRoutes,
  ...eventRoutes,
  ...notificationProfileRoutes,
  ...discoveryRoutes,
  ...jobRoutes,
  ...triggerRoutes,
  ...uploadRoutes,
  ...workerRoutes,
  ...objectScreens,
  ...identityRoutes,
  ...settingsRoutes,
  ...importRoutes,
  ...logRoutes,
] as const;
