import { alertRoutes } from './alerts/routes';
import { connectionRoutes } from './connections/routes';
import { handlerRoutes } from './handlers/routes';
import { scriptRunRoutes } from './script-runs/routes';
import { scriptRoutes } from './scripts/routes';
import { secretRoutes } from './secrets/routes';
import { sshKeyRoutes } from './ssh-keys/routes';

/** Routes of alerts, of the scripts that they run, and of what both use. */
export const alertAndScriptRoutes = [
  ...alertRoutes,
  ...scriptRoutes,
  ...scriptRunRoutes,
  ...connectionRoutes,
  ...secretRoutes,
  ...handlerRoutes,
  ...sshKeyRoutes,
] as const;
