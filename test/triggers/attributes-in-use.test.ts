import { createScene, custom, property } from '../acceptance/scene';
import { startTestProduct, type TestProduct } from '../support/product';

let product: TestProduct;
const scene = createScene(() => product);

beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product?.close());

interface Definition {
  readonly uuid: string;
  readonly name: string;
}
interface Trigger {
  readonly uuid: string;
  readonly name: string;
}

const pathOf = ({ uuid }: Definition) => `/custom-attributes/${uuid}`;
async function revisionOf(definition: Definition): Promise<string> {
  return (await product.call('get', pathOf(definition))).headers['etag'] as string;
}
async function remove(definition: Definition, query = '') {
  const call = product.call('delete', pathOf(definition) + query);
  return call.set('If-Match', await revisionOf(definition));
}
async function edit(definition: Definition, change: object, query = '') {
  const { uuid: _uuid, revision: _revision, ...fields } = await scene.read(pathOf(definition));
  const call = product.call('put', pathOf(definition) + query);
  return call.set('If-Match', await revisionOf(definition)).send({ ...fields, ...change });
}

const somewhere = property('CERTIFICATE_STATE', 'EQUALS', 'issued');
const setGroups = { type: 'setGroups', groups: [] };

/** Each makes a trigger whose condition names the definition. */
const users: { readonly name: string; readonly contentType?: string; make(of: Definition): Promise<Trigger> }[] = [
  { name: 'the whole condition of an ignore trigger', make: (of) => scene.ignore({ condition: custom(of, 'EMPTY') }) },
  {
    name: 'deep inside an action trigger that is switched off',
    make: (of) => {
      const leaf = { not: { any: [somewhere, { all: [custom(of, 'STARTS_WITH', 'a')] }] } };
      return scene.act([setGroups], { enabled: false, condition: { all: [somewhere, leaf] } });
    },
  },
  {
    name: 'a secret',
    contentType: 'secret',
    make: (of) => scene.ignore({ condition: custom(of, 'NOT_EMPTY') }),
  },
  {
    name: 'another event, with its content type named',
    make: (of) =>
      scene.act([setGroups], {
        event: 'certificate_expiring',
        condition: { ...custom(of, 'EQUALS', 'a'), contentType: 'string' },
      }),
  },
  {
    name: 'a name written with a combining accent',
    make: ({ name }) => scene.ignore({ condition: custom({ name: name.normalize('NFD') }, 'EMPTY') }),
  },
];

describe('a definition that a condition names', () => {
  it.each(users)('$name: stays as it is, unless forced', async ({ contentType = 'string', make, name }) => {
    const definition: Definition = await scene.attribute({ name: `Café of ${name}`, contentType });
    const trigger = await make(definition);
    const inUse = { code: 'in_use', usedBy: [{ kind: 'trigger', uuid: trigger.uuid, name: trigger.name }] };

    const isSecret = contentType === 'secret';
    for (const change of [
      { contentType: isSecret ? 'credential' : 'integer' },
      { multiSelect: true },
      { name: 'renamed' },
    ]) {
      const refused = await edit(definition, change);
      expect({ change, status: refused.status, body: refused.body }).toMatchObject({
        change,
        status: 409,
        body: inUse,
      });
    }
    expect(await remove(definition)).toMatchObject({ status: 409, body: inUse });
    // What conditions do not rely on may change.
    expect((await edit(definition, { label: 'Site', description: 'where it is' })).status).toBe(200);

    const other = { contentType: isSecret ? 'credential' : 'boolean' };
    expect((await edit(definition, other, '?force=true')).status).toBe(200);
    expect((await remove(definition, '?force=true')).status).toBe(204);
  });

  it('is free once no condition names it', async () => {
    const definition: Definition = await scene.attribute({});
    const [edited, deleted] = [
      await scene.ignore({ condition: custom(definition, 'EMPTY') }),
      await scene.ignore({ condition: custom(definition, 'NOT_EMPTY') }),
    ];
    const both = [edited, deleted].map(({ uuid }: Trigger) => expect.objectContaining({ uuid }));
    expect((await remove(definition)).body).toMatchObject({ usedBy: expect.arrayContaining(both) });
    await scene.change(`/triggers/${edited.uuid}`, (current) => ({
      ...{ name: current.name, event: current.event, kind: current.kind },
      condition: somewhere,
    }));
    expect((await remove(definition)).body).toMatchObject({ usedBy: [{ uuid: deleted.uuid }] });
    await product.call('delete', `/triggers/${deleted.uuid}`).set('If-Match', '"1"').expect(204);
    expect((await remove(definition)).status).toBe(204);
  });
});
