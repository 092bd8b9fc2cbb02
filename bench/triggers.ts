import type { Product } from './product';

const conditions = [
  { source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value: 'host' },
  { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 },
  { source: 'property', field: 'SUBJECT_ALTERNATIVE_NAMES', operator: 'MATCHES', value: '\\.test\\d+\\.' },
  {
    all: [
      { source: 'property', field: 'NOT_AFTER', operator: 'IN_NEXT', value: 'P30D' },
      { source: 'property', field: 'ISSUERDN', operator: 'CONTAINS', value: 'Acme' },
    ],
  },
  {
    any: [
      { source: 'property', field: 'KEY_USAGE', operator: 'CONTAINS', value: 'keyCertSign' },
      { source: 'property', field: 'SUBJECT_TYPE', operator: 'EQUALS', value: 'rootCa' },
    ],
  },
];

/** Attaches `count` triggers as a site has them: some ignore triggers, conditions of every kind, a few that act. */
export async function attachTriggers(
  product: Product,
  count: number,
  event: 'certificate_uploaded' | 'certificate_discovered' = 'certificate_uploaded',
): Promise<void> {
  const group = await create(product, '/api/v1/groups', { name: `bench ${event}` });
  const ignore: string[] = [];
  const actions: string[] = [];
  for (let index = 0; index < count; index++) {
    const isIgnore = index < 3;
    const uuid = await create(product, '/api/v1/triggers', {
      name: `bench ${event} ${index}`,
      event,
      kind: isIgnore ? 'ignore' : 'action',
      condition: isIgnore
        ? { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: 'nobody' }
        : conditions[index % conditions.length],
      actions: isIgnore ? [] : [{ type: 'setGroups', groups: [group], mode: 'add' }],
    });
    (isIgnore ? ignore : actions).push(uuid);
  }
  const { status, body } = await product.call('PUT', `/api/v1/trigger-sets/${event}`, { ignore, actions });
  if (status >= 300) throw new Error(`the trigger set was answered with ${status} ${JSON.stringify(body)}`);
}

async function create(product: Product, path: string, body: object): Promise<string> {
  const answer = await product.call('POST', path, body);
  if (answer.status !== 201)
    throw new Error(`${path} was answered with ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body['uuid'] as string;
}
