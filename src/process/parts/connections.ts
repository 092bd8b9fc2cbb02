import { createConnectionRoutes } from '../../api/connections/routes';
import type { BranchHandler } from '../../domain/alerts/handler';
import { isPemCertificates } from '../../outbound/trust';
import { definitionsWithStep } from '../../services/builder/users';
import type { UsedBy } from '../../services/identity/deletion';
import type { Stores } from '../../store/stores';
import type { CreatePart } from './part';

/** Tells what of one kind refers to a connection. */
type ConnectionUserSource = (connection: {
  readonly uuid: string;
  readonly name: string;
}) => Promise<readonly UsedBy[]>;

/** One line for each kind of thing that can refer to a connection. */
function userSources({ alerts, scripts, definitions }: Stores): readonly ConnectionUserSource[] {
  return [
    async ({ uuid }) => {
      const isMeant = ({ settings }: BranchHandler) => settings['connection'] === uuid;
      const found = (await alerts.all()).filter(({ handlers }) =>
        handlers.some((one) => isMeant(one) || one.onError.handlers.some(isMeant)),
      );
      return found.map((alert) => ({ kind: 'alert', uuid: alert.uuid, name: alert.name }));
    },
    async ({ name }) => (await scripts.usingConnection(name)).map((script) => ({ kind: 'script', ...script })),
    ({ uuid }) => definitionsWithStep(definitions, ({ settings }) => settings['connection'] === uuid),
  ];
}

export const connectionsPart: CreatePart = ({ foundation: { stores, now } }) => ({
  name: 'connections',
  routes: () =>
    createConnectionRoutes({
      connections: stores.connections,
      isSecret: async (name) => (await stores.secrets.byName(name)) !== undefined,
      isTrust: isPemCertificates,
      usersOf: async (connection) =>
        (await Promise.all(userSources(stores).map((source) => source(connection)))).flat(),
      now,
    }),
});
