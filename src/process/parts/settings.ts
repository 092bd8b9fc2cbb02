import { createSettingsRoutes } from '../../api/settings/settings';
import type { CreatePart } from './part';
import { bodyLimitBytes } from '../body-limit';

export const settingsPart: CreatePart = ({ foundation: { stores }, expiration }) => ({
  name: 'settings',
  routes: () =>
    createSettingsRoutes({
      settings: stores.settings,
      bodyLimitBytes,
      onScanCron: (cron) => expiration.schedule.setCron(cron),
    }),
});
