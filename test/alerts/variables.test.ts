import { alertScene } from './scene';

const scene = alertScene();

describe('conditions that ask for what the run knows', () => {
  it('run a handler by what the script before it has said', async () => {
    await scene.make('/scripts', {
      ...{ name: 'Judge', runtime: 'node', categories: ['handler'], allowLintErrors: true },
      content:
        'export default async ({ context }) => ({ ticket: { list: [{ state: context.item.commonName, open: 2 }] } });',
    });
    await scene.ending(5);
    const asks = (field: string, operator: string, value: unknown) => ({ source: 'variable', field, operator, value });
    const handler = (name: string, ...conditions: object[]) => ({
      type: 'event_log',
      name,
      settings: { message: name },
      conditions,
    });
    const alert = await scene.alert({
      thresholds: [30],
      handlers: [
        { type: 'script', name: 'judge', settings: { scriptName: 'Judge' } },
        handler(
          'runs',
          asks('ticket.list[0].state', 'EQUALS', '$(item.commonName)'),
          asks('ticket.list[0].open', 'GREATER', 1),
        ),
        handler('waits', asks('ticket.list[0].open', 'GREATER', 2)),
        handler('fails', asks('ticket.list[0].open', 'EQUALS', '$(gone)')),
      ],
    });
    const run = await scene.run(alert);
    expect(run.counts).toMatchObject({ due: 1, done: 2, failed: 0, skippedByCondition: 2 });
    expect((await scene.entries(alert)).map(({ message }) => message)).toEqual(['runs']);
  });
});
