import { createBuilderScene, isEnded, isWaiting, line, step } from '../builder/scene';
import type { TestProduct } from '../support/product';
import type { Save } from './save';

/** Instances of the workflow builder: with a script, a signal and an approval, with a time that passes, and stopped. */
export async function recordBuilder(product: TestProduct, save: Save): Promise<void> {
  const builder = createBuilderScene(() => product);
  const wait = step('Wait', 'wait', { signalName: 'go' });
  const steps = line(
    step('Fill', 'set_variables', { runtime: 'bash', content: 'echo \'{"n": 1}\' > "$CERTLOOM_RESULT"' }),
    wait,
    step('Pause', 'wait', { timeout: 'PT1S' }),
  );
  const uuid = await builder.start(await builder.define(steps));
  await builder.until(uuid, isWaiting);
  await builder.signal(uuid, 'Wait.go', {});
  await builder.until(uuid, isEnded);
  await save('builderInstance', 'script-signal-and-pause', `builder-${uuid}`);

  const stopped = await builder.start(await builder.define(line(wait)));
  await builder.until(stopped, isWaiting);
  await builder.ok('post', `/builder/instances/${stopped}/stop`);
  await save('builderInstance', 'stopped-while-it-waits', `builder-${stopped}`);

  const long = step('Long', 'set_variables', { runtime: 'bash', content: 'sleep 60' });
  const killed = await builder.start(await builder.define(line(long)));
  await builder.until(killed, ({ steps: log }) => log.at(-1)?.runId != null);
  await builder.ok('post', `/builder/instances/${killed}/stop`);
  await save('builderInstance', 'stopped-with-its-script', `builder-${killed}`);
}
