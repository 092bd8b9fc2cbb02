import type { AttributeValues } from './attribute';
import { liesOpen, sealValues } from './sealed';

const seal = (text: string) => `<${text}>`;
const values: AttributeValues = {
  a: { name: 'pin', contentType: 'secret', content: [{ data: '4711', reference: 'r' }, { data: '' }] },
  b: { name: 'login', contentType: 'credential', content: [{ data: { user: 'u', password: 'p' } }] },
  c: { name: 'site', contentType: 'string', content: [{ data: 'Brno' }] },
};

describe('values as they are stored', () => {
  const stored = sealValues(values, seal);

  it('are sealed with their references where the type is secret', () =>
    expect(stored).toEqual({
      a: {
        ...values['a'],
        content: [{ data: '<{"data":"4711","reference":"r"}>', sealed: true }, { data: '' }],
      },
      b: { ...values['b'], content: [{ data: '<{"data":{"user":"u","password":"p"}}>', sealed: true }] },
      c: values['c'],
    }));

  it('are sealed once', () => expect(sealValues(stored, seal)).toEqual(stored));

  it('leave nothing open', () => {
    expect(Object.values(values).map(liesOpen)).toEqual([true, true, false]);
    expect(Object.values(stored).map(liesOpen)).toEqual([false, false, false]);
  });
});
