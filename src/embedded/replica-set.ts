import type { Command } from './mongodb-command';

/** A single mongod is run as a replica set of one: transactions and majority writes need it. */
export const replicaSet = 'certloom';

const notYetInitialized = 94;
const invalidReplicaSetConfig = 93;

/**
 * One step towards a primary, by commands on the `admin` database of a direct connection. Initiates a new set; where
 * the port has changed since, puts the new address into the set's configuration. Throws while there is no primary.
 */
export async function advanceToPrimary(command: Command, address: string): Promise<void> {
  const hello = await command({ hello: 1 });
  if (hello['isWritablePrimary'] === true) return;
  const config = await presentConfig(command);
  if (config === undefined) {
    await command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host: address }] } });
  } else if (config.members.length !== 1 || config.members[0]?.host !== address) {
    const members = [{ ...config.members[0], _id: 0, host: address }];
    // Forced: a member that does not find itself in the configuration can elect nobody.
    await command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
  throw new Error('the replica set has no primary yet');
}

interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly { readonly host: string }[];
}

async function presentConfig(command: Command): Promise<ReplicaSetConfig | undefined> {
  try {
    return (await command({ replSetGetConfig: 1 }))['config'] as ReplicaSetConfig;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === notYetInitialized || code === invalidReplicaSetConfig) return undefined;
    throw error;
  }
}
