import { createSshKeyRoutes } from '../../api/ssh-keys/routes';
import type { CreatePart } from './part';

export const sshKeysPart: CreatePart = ({ foundation: { stores, now } }) => ({
  name: 'ssh-keys',
  routes: () =>
    createSshKeyRoutes({
      keys: stores.sshKeys,
      lifetimeDays: async () => (await stores.settings.get()).values.sshKeys.lifetimeDays,
      now,
    }),
});
