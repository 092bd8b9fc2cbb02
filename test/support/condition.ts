/** A leaf about a property, as requests write it. */
export const propertyLeaf = (field: string, operator: string, value?: unknown, more: object = {}) => ({
  source: 'property',
  field,
  operator,
  ...(value !== undefined && { value }),
  ...more,
});
