import { createAboutRoute } from '../../api/settings/about';
import { createSettingsRoutes } from '../../api/settings/settings';
import { installedPackages } from '../../lifecycle/packages';
import { productVersion } from '../../lifecycle/version';
import { bodyLimitBytes } from '../body-limit';
import type { CreatePart } from './part';

export const settingsPart: CreatePart = ({ foundation: { stores, now }, expiration }) => ({
  name: 'settings',
  routes: () => [
    ...createSettingsRoutes({
      settings: stores.settings,
      bodyLimitBytes,
      onScanCron: (cron) => expiration.schedule.setCron(cron),
      now,
    }),
    createAboutRoute({ version: productVersion(), packages: installedPackages }),
  ],
});
