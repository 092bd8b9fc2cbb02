import { withDescribedReferences } from './described-references';

const $ref = '#/components/schemas/Colour';

it('says what a named schema is for beside the reference', () => {
  const document = {
    properties: { paint: { allOf: [{ $ref }, { description: 'Of the box.' }] }, size: { type: 'integer' } },
  };
  expect(withDescribedReferences(document)).toEqual({
    properties: { paint: { $ref, description: 'Of the box.' }, size: { type: 'integer' } },
  });
});

it('leaves what checks more than the named schema does', () => {
  const narrowed = { allOf: [{ $ref }, { type: 'string', description: 'Of the box.' }] };
  expect(withDescribedReferences({ items: [narrowed] })).toEqual({ items: [narrowed] });
});
