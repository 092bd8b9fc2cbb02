import { attributeDefinition } from '../../../test/support/attribute-definition';
import { warningsOf } from './warnings';

const site = attributeDefinition({ uuid: 'a', name: 'site', required: true });
const room = attributeDefinition({ uuid: 'b', name: 'room' });
const value = { name: 'site', contentType: 'string', content: [{ data: 'Brno' }] } as const;
const missing = {
  code: 'required_attribute_missing',
  detail: 'custom attribute site is required and has no value',
};

describe('warningsOf', () => {
  it.each([
    ['nothing is required', [room], {}, []],
    ['what is required is there', [site, room], { a: value }, []],
    ['what is required is missing', [site, room], {}, [missing]],
    ['the certificate is gone', [site], null, []],
  ])('%s', async (_what, definitions, values, expected) => {
    expect(await warningsOf([], 'x', definitions, async () => values)).toEqual(expected);
  });

  it('reads nothing where nothing is required, and tells what was left out of the content', async () => {
    const never = () => Promise.reject(new Error('read'));
    expect((await warningsOf(['trust_data_dropped'], 'x', [room], never)).map(({ code }) => code)).toEqual([
      'trust_data_dropped',
    ]);
  });
});
