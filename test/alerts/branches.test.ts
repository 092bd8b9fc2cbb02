import { alertScene } from './scene';

const scene = alertScene();

describe('a script in an error branch', () => {
  it('runs once for what failed, knows why, and counts as a use of the script', async () => {
    const script = (name: string, content: string) =>
      scene.make('/scripts', { name, runtime: 'node', categories: ['handler'], content });
    await script('Breaks', "export default async () => { throw new Error('the disk is full'); };");
    await script(
      'Tidies',
      'export default async ({ context }) => ({ heard: context.error.message, given: context.why });',
    );
    await scene.ending(5, 6);
    const tidies = {
      type: 'script',
      name: 'tidy',
      settings: { scriptName: 'Tidies', parameters: { why: '$(error.code)' } },
    };
    const alert = await scene.alert({
      thresholds: [30],
      handlers: [
        {
          ...{ type: 'script', name: 'break', settings: { scriptName: 'Breaks' } },
          onError: {
            handlers: [tidies, { type: 'event_log', name: 'log', settings: { message: '$(error.message)' } }],
          },
        },
      ],
    });
    const run = await scene.run(alert);
    expect(run.counts).toMatchObject({ due: 2, failed: 2, done: 0 });
    const { items } = await scene.read('/script-runs?script=Tidies');
    expect(items).toHaveLength(2);
    for (const { runId } of items) {
      expect(await scene.read(`/script-runs/${runId}`)).toMatchObject({
        ...{ status: 'succeeded', result: { heard: expect.stringContaining('the disk is full'), given: 'failed' } },
      });
    }
    expect(await scene.entries(alert)).toHaveLength(2);
    const refused = await scene.call('delete', '/scripts/Tidies').set('If-Match', '"1"').expect(409);
    expect(JSON.stringify(refused.body)).toContain(alert.name);
  });
});
