import { advanceToPrimary } from './replica-set';

/** A mongod as far as replica sets go. */
function fakeMongod(config?: { version: number; members: { _id: number; host: string }[] }, own = '127.0.0.1:1') {
  let present: Record<string, unknown> | undefined = config;
  const sent: string[] = [];
  const isPrimary = () => (present?.['members'] as { host: string }[] | undefined)?.[0]?.host === own;
  return {
    sent,
    config: () => present,
    command: async (command: Record<string, unknown>): Promise<Record<string, unknown>> => {
      const [name = ''] = Object.keys(command);
      sent.push(name);
      if (name === 'hello') return { isWritablePrimary: isPrimary() };
      if (name === 'replSetGetConfig' && present === undefined) {
        throw Object.assign(new Error('no replset config has been received'), { code: 94 });
      }
      if (name === 'replSetGetConfig') return { config: present };
      if (name === 'replSetInitiate') present = { version: 1, ...(command['replSetInitiate'] as object) };
      if (name === 'replSetReconfig') present = command['replSetReconfig'] as Record<string, unknown>;
      return { ok: 1 };
    },
  };
}

async function settled(server: ReturnType<typeof fakeMongod>, address: string): Promise<number> {
  for (let tries = 1; tries < 5; tries++) {
    try {
      await advanceToPrimary(server.command, address);
      return tries;
    } catch (error) {
      expect((error as Error).message).toBe('the replica set has no primary yet');
    }
  }
  throw new Error('no primary');
}

describe('advanceToPrimary', () => {
  it('initiates a new set once', async () => {
    const server = fakeMongod();
    expect(await settled(server, '127.0.0.1:1')).toBe(2);
    expect(server.sent.filter((name) => name === 'replSetInitiate')).toHaveLength(1);
  });

  it('changes nothing where there is a primary', async () => {
    const server = fakeMongod({ version: 3, members: [{ _id: 0, host: '127.0.0.1:1' }] });
    expect(await settled(server, '127.0.0.1:1')).toBe(1);
    expect(server.sent).toEqual(['hello']);
  });

  it('puts a new port into the configuration', async () => {
    const server = fakeMongod({ version: 3, members: [{ _id: 0, host: '127.0.0.1:9' }] });
    expect(await settled(server, '127.0.0.1:1')).toBe(2);
    expect(server.config()).toMatchObject({ version: 4, members: [{ _id: 0, host: '127.0.0.1:1' }] });
  });
});
