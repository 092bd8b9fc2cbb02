import { eventually } from '../acceptance/scene';
import { createBuilderScene, line, type Json } from '../builder/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import type { TestProduct } from '../support/product';
import { collectionConsumerWorkflowId, collectionScanWorkflowId } from '../../src/temporal/ids';
import type { Save } from './save';

/** A collection that a definition watches: its scans, and what shows the definition what has entered. */
export async function recordCollections(product: TestProduct, save: Save): Promise<void> {
  const builder = createBuilderScene(() => product);
  const query = { source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value: 'recorded' };
  const collection = String((await builder.ok('post', '/collections', { name: 'Recorded', query }))['uuid']);
  const more = { type: 'certificate_entered_collection', startedBy: 'type', keys: [{ collection }] };
  const definition = await builder.define(line(), more);
  const changes = () => builder.call('get', `/collections/${collection}/changes`);
  await eventually('the first look', async () => ((await changes()).body as Json)['asOf'] != null || undefined);
  const scan = collectionScanWorkflowId(collection);
  await save('collectionScan', 'first-look', scan);

  const certificate = toPem(buildCertificate({ subject: [['CN', 'recorded.example.org']] }));
  await builder.ok('post', '/certificates/upload', { certificate });
  await eventually('an instance', async () => {
    const found = await builder.ok('get', `/builder/instances?definitionUuid=${definition}`);
    return (found['items'] as Json[]).length > 0 || undefined;
  });
  await save('collectionScan', 'one-entered', scan);
  await save('collectionConsumer', 'one-shown', collectionConsumerWorkflowId(definition, collection));
}
