import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { firingScriptsWorkflowId } from '../../src/temporal/ids';
import type { ScriptsLeft } from '../../src/temporal/messages/scripts';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** Runs of scripts that succeed, and one whose worker lacks the runtime; and uploads with scripts among their actions. */
export async function recordScripts(product: TestProduct, save: Save): Promise<void> {
  const scene = createScene(() => product);
  for (const [name, runtime, what] of [
    ['works', 'bash', 'succeeded'],
    ['lacks', 'pwsh', 'runtime-unavailable'],
  ] as const) {
    await scene.make('/scripts', { name, runtime, content: 'true', categories: ['workflow'] });
    const { body } = await product.call('post', `/scripts/${name}/test`).send({ execute: true }).expect(202);
    await eventually('the run', async () => {
      const { body: run } = await product.call('get', `/script-runs/${body.runId as string}`);
      return ['waiting', 'running'].includes(run.status as string) ? undefined : run;
    });
    await save('scriptRun', what, `script-run:${body.runId as string}`);
  }
  await scene.attach({
    actions: [
      await scene.act([
        { id: 'a', type: 'runScript', script: 'works', onError: 'stop' },
        { id: 'b', type: 'runScript', script: 'lacks', retry: { maxAttempts: 2 } },
      ]),
    ],
  });
  const stored = await scene.upload(buildCertificate()).expect(201);
  const { workflowId } = (await scene.firingOf(stored.body.uuid as string)) as { workflowId: string };
  await save('certificateUploaded', 'in-one-stretch', workflowId);
  await recordRest(product, save, scene);
}

/** What one run has left to the next, made by hand: a script that waits for its lock, and one that pauses. */
async function recordRest(product: TestProduct, save: Save, scene: ReturnType<typeof createScene>): Promise<void> {
  const script = { runtime: 'bash', categories: ['workflow'], lock: 'one' };
  await scene.make('/scripts', { ...script, name: 'first', content: 'sleep 4' });
  await scene.make('/scripts', { ...script, name: 'second', content: 'true' });
  await scene.attach({
    actions: [
      await scene.act([
        { id: 'a', type: 'runScript', script: 'first' },
        { id: 'b', type: 'runScript', script: 'second' },
      ]),
    ],
  });
  const { body } = await scene.upload(buildCertificate()).expect(201);
  const { firingId } = (await scene.firingOf(body.uuid as string)) as { firingId: string };
  const trigger = await eventually('the scripts of the firing', async () => {
    const [firing] = await product.foundation.stores.firings.load([firingId]);
    return firing?.triggers.find(({ actions }) => actions.every(({ scriptRun }) => scriptRun !== undefined));
  });
  const scripts = trigger.actions.map(({ scriptRun }, index) => ({
    ...{ firingId, trigger: trigger.trigger, actionId: index === 0 ? 'a' : 'b', wait: true },
    plan: { runId: scriptRun!.runId, context: 'service' as const, timeoutSeconds: 120, scheduleToStartSeconds: 300 },
  }));
  const { client, queueName } = product.foundation;
  const workflowId = firingScriptsWorkflowId(firingId, 'recorded');
  await client.workflow.execute<(left: ScriptsLeft) => Promise<void>>('firingScripts', {
    ...{ workflowId, taskQueue: queueName('certloom') },
    args: [{ scripts, ask: [firingId], follow: [], lanes: 5 }],
  });
  await save('firingScripts', 'waits-for-a-lock', workflowId);
}
