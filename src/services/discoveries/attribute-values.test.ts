import { attributeDefinition } from '../../../test/support/attribute-definition';
import { replacedValues } from './attribute-values';

const resources = ['discoveries'] as const;
const site = attributeDefinition({ uuid: 'a-site', name: 'site', resources });
const fixed = attributeDefinition({ uuid: 'a-fixed', name: 'fixed', resources, readOnly: true });
const hidden = attributeDefinition({ uuid: 'a-hidden', name: 'hidden', resources, contentType: 'secret' });
const definitions = [site, fixed, hidden];
const seal = (text: string) => `sealed ${text}`;
const valueOf = (name: string, data: string) => ({ name, contentType: 'string' as const, content: [{ data }] });

describe('values of custom attributes of a discovery', () => {
  it('are replaced; what only triggers set stays', () => {
    const before = { 'a-site': valueOf('site', 'old'), 'a-fixed': valueOf('fixed', 'kept') };
    expect(replacedValues([valueOf('site', 'new')], before, definitions, seal)).toMatchObject({
      'a-site': { content: [{ data: 'new' }] },
      'a-fixed': { content: [{ data: 'kept' }] },
    });
    expect(Object.keys(replacedValues([], before, definitions, seal))).toEqual(['a-fixed']);
  });

  it('are sealed where they are secret, and stay when they come back masked', () => {
    const stored = replacedValues([{ name: 'hidden', content: [{ data: 'x' }] }], {}, definitions, seal);
    expect(JSON.stringify(stored)).toContain('sealed');
    expect(replacedValues([{ name: 'hidden', content: [{ data: '***' }] }], stored, definitions, seal)).toEqual(stored);
  });

  it('are refused with each fault', () =>
    expect(() => replacedValues([valueOf('fixed', 'x'), valueOf('nothing', 'x')], {}, definitions, seal)).toThrow(
      expect.objectContaining({ code: 'invalid_custom_attributes' }),
    ));
});
